package dev.wavewright.activities.host;

import dev.wavewright.workflows.budget.AcceptedReport;
import dev.wavewright.workflows.budget.BudgetState;
import dev.wavewright.workflows.budget.BudgetWorkflow;
import dev.wavewright.workflows.budget.SpendReport;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.HostCondition;
import dev.wavewright.workflows.capacity.HostRegistration;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.merge.MergeQueueState;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.usage.UsageReport;
import dev.wavewright.workflows.usage.UsageState;
import dev.wavewright.workflows.usage.UsageWorkflow;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;

/**
 * Reaches gate, merge queues, usage monitors and books through Temporal, starting them where they
 * do not run.
 */
public final class TemporalQueues
    implements LeaseGate,
        HostGate,
        MergeQueues,
        UsageMonitors,
        UsageCommandActivitiesImpl.AccountWork,
        SpendBooks {
  private final WorkflowClient client;
  private final String taskQueue;

  /**
   * @param taskQueue where the gate and the merge queues run
   */
  public TemporalQueues(WorkflowClient client, String taskQueue) {
    this.client = client;
    this.taskQueue = taskQueue;
  }

  @Override
  public void release(LeaseRelease release) {
    CapacityWorkflow gate = gate();
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(gate::run, CapacityState.initial());
    request.add(gate::release, release);
    client.signalWithStart(request);
  }

  /** Makes a host known to the gate, and the epoch its tokens carry at least. */
  public void register(HostRegistration host, long epoch) {
    CapacityWorkflow gate = gate();
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(gate::run, CapacityState.initial());
    request.add(gate::host, host);
    client.signalWithStart(request);
    if (epoch > 0) {
      gate.epoch(epoch);
    }
  }

  /** Tells whether the gate knows a host; one that was never started knows none. */
  public boolean knows(HostId host) {
    try {
      return client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).knows(host);
    } catch (WorkflowNotFoundException noGate) {
      return false;
    }
  }

  @Override
  public HostCondition condition(HostId host) {
    return client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).condition(host);
  }

  @Override
  public void tell(HostCondition condition) {
    client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).tell(condition);
  }

  @Override
  public void open(RepositoryName repository) {
    MergeQueueWorkflow queue =
        client.newWorkflowStub(
            MergeQueueWorkflow.class,
            options(MergeQueueWorkflow.id(repository), "Merge queue of " + repository));
    WorkflowClient.start(queue::run, MergeQueueState.initial(repository));
  }

  @Override
  public void report(String account, UsageReport report) {
    UsageWorkflow monitor =
        client.newWorkflowStub(
            UsageWorkflow.class,
            options(UsageWorkflow.id(account), "The usage monitor of account " + account));
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(monitor::run, UsageState.initial(account));
    request.add(monitor::report, report);
    client.signalWithStart(request);
  }

  /** A gate that was never started knows of none. */
  @Override
  public boolean isThere(String account) {
    PoolName pool = PoolName.account(account);
    try {
      return client
          .newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID)
          .view()
          .pools()
          .stream()
          .anyMatch(each -> each.name().equals(pool) && each.held() + each.waiting() > 0);
    } catch (WorkflowNotFoundException noGate) {
      return false;
    }
  }

  @Override
  public void spent(String project, SpendReport report) {
    BudgetWorkflow book = book(project);
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(book::run, BudgetState.initial(project));
    request.add(book::spent, report);
    client.signalWithStart(request);
  }

  @Override
  public void accepted(String project, AcceptedReport report) {
    BudgetWorkflow book = book(project);
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(book::run, BudgetState.initial(project));
    request.add(book::accepted, report);
    client.signalWithStart(request);
  }

  private BudgetWorkflow book(String project) {
    return client.newWorkflowStub(
        BudgetWorkflow.class,
        options(BudgetWorkflow.id(project), "What project " + project + " spends"));
  }

  private CapacityWorkflow gate() {
    return client.newWorkflowStub(
        CapacityWorkflow.class, options(CapacityWorkflow.ID, "The gate of every agent"));
  }

  private WorkflowOptions options(String id, String summary) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(id)
        .setTaskQueue(taskQueue)
        .setStaticSummary(summary)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setWorkflowIdConflictPolicy(
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
        .build();
  }
}
