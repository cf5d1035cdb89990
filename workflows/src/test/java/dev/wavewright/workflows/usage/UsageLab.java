package dev.wavewright.workflows.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.CapacityWorkflowImpl;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.testing.Patient;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A monitor and the real gate on Temporal's test server. The workflow cache is off, so every task
 * is a replay; time is skipped only by {@link #pass}.
 */
final class UsageLab implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String QUEUE = "wavewright";
  static final String ACCOUNT = "main";
  static final PoolName POOL = PoolName.account(ACCOUNT);

  private final TestWorkflowEnvironment environment =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setUseTimeskipping(true)
              .setWorkerFactoryOptions(
                  WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build())
              .build());
  private final WorkflowClient client = environment.getWorkflowClient();
  private final int continueAsNewAfter;
  private @Nullable String firstRun;
  final UsageWorkflow monitor =
      Patient.stub(
          UsageWorkflow.class,
          client.newWorkflowStub(UsageWorkflow.class, UsageWorkflow.id(ACCOUNT)));
  final CapacityWorkflow gate =
      Patient.stub(
          CapacityWorkflow.class,
          client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID));

  UsageLab(int continueAsNewAfter) {
    this.continueAsNewAfter = continueAsNewAfter;
    Worker worker = environment.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(CapacityWorkflowImpl.class, UsageWorkflowImpl.class);
    environment.start();
  }

  void startGate() {
    CapacityWorkflow first =
        client.newWorkflowStub(CapacityWorkflow.class, options("capacity/main"));
    WorkflowClient.start(first::run, CapacityState.initial());
  }

  private static WorkflowOptions options(String id) {
    return WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(QUEUE).build();
  }

  Instant now() {
    return Instant.ofEpochMilli(environment.currentTimeMillis());
  }

  /** Reports as anything outside does: the first report starts the monitor. */
  void report(double percent, @Nullable Instant resetsAt) {
    report(UsageReport.now("five-hour", percent, resetsAt, "tester", null));
  }

  void report(UsageReport report) {
    BatchRequest request = client.newSignalWithStartRequest();
    UsageWorkflow startable =
        client.newWorkflowStub(UsageWorkflow.class, options(UsageWorkflow.id(ACCOUNT)));
    request.add(startable::run, UsageState.initial(ACCOUNT, continueAsNewAfter));
    request.add(startable::report, report);
    WorkflowExecution execution = client.signalWithStart(request);
    firstRun = firstRun == null ? execution.getRunId() : firstRun;
  }

  void steer(CapSteering.Action action, int cap, @Nullable Instant until) {
    gate.steer(new CapSteering(action, POOL, cap, "ada", "by hand", until));
  }

  PoolView pool() {
    return gate.view().pools().stream()
        .filter(pool -> pool.name().equals(POOL))
        .findFirst()
        .orElseGet(() -> new PoolView(POOL, 0, -1, 0, 0, null, null, -1));
  }

  void untilCap(int cap) {
    until(() -> pool().effective() == cap);
  }

  void pass(Duration time) {
    environment.sleep(time);
  }

  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the deadline of a wait").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Returns the histories of the monitor's runs, oldest first. */
  List<WorkflowExecutionHistory> runs() {
    List<WorkflowExecutionHistory> runs = new ArrayList<>();
    String run = firstRun;
    while (run != null && !run.isEmpty()) {
      WorkflowExecutionHistory history =
          client.fetchHistory(UsageWorkflow.id(ACCOUNT), Objects.requireNonNull(run));
      runs.add(history);
      var last = history.getHistory().getEventsList().getLast();
      run =
          last.hasWorkflowExecutionContinuedAsNewEventAttributes()
              ? last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId()
              : null;
    }
    return runs;
  }

  @Override
  public void close() {
    environment.close();
  }
}
