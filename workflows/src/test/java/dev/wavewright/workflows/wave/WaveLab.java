package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.capacity.CapacityActivities;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.CapacityWorkflowImpl;
import dev.wavewright.workflows.capacity.HostRegistration;
import dev.wavewright.workflows.issue.IssueInput;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.testing.Patient;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Temporal's test server with the real wave, the real gate and issues without agents. Nothing is
 * cached between workflow tasks, so that every task replays the whole history.
 */
final class WaveLab implements AutoCloseable {
  private static final String QUEUE = "wavewright";
  // A task that lost a race with a signal is tried again only after ten seconds, perhaps
  // repeatedly.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final TestWorkflowEnvironment environment;
  final CapacityWorkflow gate;

  WaveLab() {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .registerSearchAttribute("Repository", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute("Wave", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute("Phase", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute("Priority", IndexedValueType.INDEXED_VALUE_TYPE_INT)
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build())
                .build());
    Worker worker = environment.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(
        WaveWorkflowImpl.class,
        PlanWorkflowImpl.class,
        CapacityWorkflowImpl.class,
        FakeIssue.class,
        OpenTracker.class);
    worker.registerActivitiesImplementations(new Issues(client()), new Holders());
    environment.start();
    startGate();
    gate = client().newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID);
  }

  /** Starts a gate that knows no ticket, and one host with room for everybody. */
  void startGate() {
    CapacityWorkflow fresh =
        client().newWorkflowStub(CapacityWorkflow.class, options(CapacityWorkflow.ID));
    WorkflowClient.start(fresh::run, CapacityState.initial());
    fresh.host(new HostRegistration(new HostId("alpha"), 100));
  }

  /** An issue of a plan; {@code dependsOn} are keys inside the wave. */
  static PlannedIssue issue(IssueKey key, int layer, IssueKey... dependsOn) {
    return new PlannedIssue(
        key,
        "title of " + key,
        "digest",
        key.repository().orElseThrow(),
        Priority.DEFAULT,
        "scripted",
        List.of(dependsOn),
        List.of(),
        null,
        layer,
        Duration.ofMinutes(10));
  }

  WaveWorkflow start(ProjectSettings project, PlannedIssue... issues) {
    return start(WaveState.initial(plan(project, issues)));
  }

  static WavePlan plan(ProjectSettings project, PlannedIssue... issues) {
    return new WavePlan(Projects.WAVE, project, List.of(issues), null);
  }

  WaveWorkflow start(WaveState state) {
    WaveWorkflow wave =
        client().newWorkflowStub(WaveWorkflow.class, options(Projects.WAVE.workflowId()));
    WorkflowClient.start(wave::run, state);
    return Patient.stub(
        WaveWorkflow.class,
        client().newWorkflowStub(WaveWorkflow.class, Projects.WAVE.workflowId()));
  }

  WaveStatus result() {
    try {
      return stub(Projects.WAVE.workflowId())
          .getResult(PATIENCE.toSeconds(), TimeUnit.SECONDS, WaveStatus.class);
    } catch (TimeoutException e) {
      throw new AssertionError("the wave did not end", e);
    }
  }

  IssueOrders orders(IssueKey key) {
    return client().newWorkflowStub(IssueOrders.class, key.workflowId());
  }

  IssueWorkflow issue(IssueKey key) {
    return client().newWorkflowStub(IssueWorkflow.class, key.workflowId());
  }

  boolean exists(IssueKey key) {
    try {
      stub(key.workflowId()).describe();
      return true;
    } catch (WorkflowNotFoundException e) {
      return false;
    }
  }

  boolean working(IssueKey key) {
    return exists(key) && isOpen(key.workflowId()) && orders(key).working();
  }

  /** Tells whether the gate ever granted this issue anything. */
  boolean everGranted(IssueKey key) {
    return client().fetchHistory(key.workflowId()).getEvents().stream()
        .anyMatch(
            event ->
                event
                    .getWorkflowExecutionSignaledEventAttributes()
                    .getSignalName()
                    .equals("granted"));
  }

  IssueInput input(IssueKey key) {
    return orders(key).input();
  }

  /** Returns the issues that hold an in-flight lease. */
  List<IssueKey> inFlight() {
    return view().holding().stream()
        .filter(lease -> lease.kind() == LeaseKind.IN_FLIGHT)
        .map(CapacityView.Holding::key)
        .toList();
  }

  /** Waits until the issue holds its lease, then lets it land. */
  void land(IssueKey key) {
    eventually(key + " works", () -> working(key));
    orders(key).land();
  }

  void park(IssueKey key) {
    eventually(key + " works", () -> working(key));
    orders(key).park();
  }

  /** Starts an issue's workflow from outside the wave; it asks for itself. */
  void startNamesake(PlannedIssue issue) {
    IssueInput input =
        new IssueInput(
            issue.key(),
            new IssueText(issue.title(), null, issue.digest()),
            Projects.project(0, List.of(1, 1, 1)),
            issue.repository(),
            issue.agent(),
            List.of(),
            Projects.WAVE,
            issue.priority(),
            0,
            3,
            null);
    IssueWorkflow namesake =
        client().newWorkflowStub(IssueWorkflow.class, options(input.key().workflowId()));
    WorkflowClient.start(namesake::run, input);
  }

  void terminate(IssueKey key) {
    stub(key.workflowId()).terminate("a test ends it");
  }

  boolean isOpen(String workflow) {
    return stub(workflow).describe().getStatus()
        == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  CapacityView view() {
    return gate.view();
  }

  void pass(Duration time) {
    environment.sleep(time);
  }

  WorkflowStub stub(String workflow) {
    return client().newUntypedWorkflowStub(workflow);
  }

  /** Returns the histories of all runs of the wave, newest first. */
  List<WorkflowExecutionHistory> histories() {
    List<WorkflowExecutionHistory> histories = new ArrayList<>();
    String id = Projects.WAVE.workflowId();
    WorkflowExecutionHistory history = client().fetchHistory(id);
    histories.add(history);
    while (true) {
      String before =
          history
              .getEvents()
              .getFirst()
              .getWorkflowExecutionStartedEventAttributes()
              .getContinuedExecutionRunId();
      if (before.isEmpty()) {
        return histories;
      }
      history = client().fetchHistory(id, before);
      histories.add(history);
    }
  }

  long events(EventType type) {
    return histories().stream()
        .flatMap(history -> history.getEvents().stream())
        .filter(event -> event.getEventType() == type)
        .count();
  }

  static Phase phase(WaveStatus status, IssueKey key) {
    return line(status, key).phase();
  }

  static WaveStatus.IssueLine line(WaveStatus status, IssueKey key) {
    return status.issues().stream()
        .filter(line -> line.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never came: " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private WorkflowClient client() {
    return environment.getWorkflowClient();
  }

  private static WorkflowOptions options(String id) {
    return WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(QUEUE).build();
  }

  @Override
  public void close() {
    environment.close();
  }

  /** Asks the test server itself. */
  private record Issues(WorkflowClient client) implements WaveActivities {
    @Override
    public List<IssueRun> describeIssues(List<RunOfIssue> runs) {
      return runs.stream()
          .map(
              run ->
                  new IssueRun(
                      run,
                      client.newUntypedWorkflowStub(run.workflow()).describe().getStatus()
                          == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
                      null))
          .toList();
    }
  }

  /** No holder is ever lost. */
  private static final class Holders implements CapacityActivities {
    @Override
    public List<HolderFact> describeHolders(List<Holder> holders) {
      return holders.stream().map(holder -> new HolderFact(holder, true)).toList();
    }

    @Override
    public boolean confirmSessionGone(IssueKey key, LeaseToken token) {
      return true;
    }
  }
}
