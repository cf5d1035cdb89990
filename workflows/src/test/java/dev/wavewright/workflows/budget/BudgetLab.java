package dev.wavewright.workflows.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.CapacityWorkflowImpl;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Spend;
import dev.wavewright.workflows.model.WaveId;
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
 * A project's book and the real gate on Temporal's test server. The workflow cache is off, so every
 * task is a replay; time is skipped only by {@link #pass}.
 */
final class BudgetLab implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String QUEUE = "wavewright";
  static final String PROJECT = "shop";
  static final IssueKey KEY = IssueKey.of(new RepositoryName("acme/api"), 1);
  static final WaveId WAVE = new WaveId(PROJECT, "w1");
  static final PoolName PROJECT_POOL = PoolName.project(PROJECT);
  static final PoolName WAVE_POOL = PoolName.wave(WAVE);
  static final BudgetSettings BUDGETS =
      new BudgetSettings(null, dollars(20), dollars(100), dollars(50), List.of());

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
  private int runs;
  final BudgetWorkflow book =
      Patient.stub(
          BudgetWorkflow.class,
          client.newWorkflowStub(BudgetWorkflow.class, BudgetWorkflow.id(PROJECT)));
  final CapacityWorkflow gate =
      Patient.stub(
          CapacityWorkflow.class,
          client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID));

  BudgetLab(int continueAsNewAfter) {
    this.continueAsNewAfter = continueAsNewAfter;
    Worker worker = environment.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(
        CapacityWorkflowImpl.class, BudgetWorkflowImpl.class);
    environment.start();
    // No day ends in the middle of what a test looks at.
    long secondsOfDay = now().getEpochSecond() % Duration.ofDays(1).toSeconds();
    if (secondsOfDay > Duration.ofHours(22).toSeconds()) {
      environment.sleep(Duration.ofHours(3));
    }
  }

  static Budget dollars(long dollars) {
    return new Budget(dollars * 1_000_000, null);
  }

  void startGate() {
    CapacityWorkflow first =
        client.newWorkflowStub(CapacityWorkflow.class, options(CapacityWorkflow.ID));
    WorkflowClient.start(first::run, CapacityState.initial());
  }

  private static WorkflowOptions options(String id) {
    return WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(QUEUE).build();
  }

  Instant now() {
    return Instant.ofEpochMilli(environment.currentTimeMillis());
  }

  /** Tells of one more run as a host does: the first opens the book. */
  SpendReport spend(@Nullable WaveId wave, double dollars) {
    runs++;
    SpendReport report =
        new SpendReport(
            "s/" + runs, KEY, wave, new Spend(1_000, (long) (dollars * 1_000_000), 0), BUDGETS);
    tell(report);
    return report;
  }

  void tell(SpendReport report) {
    BatchRequest request = client.newSignalWithStartRequest();
    BudgetWorkflow startable =
        client.newWorkflowStub(BudgetWorkflow.class, options(BudgetWorkflow.id(PROJECT)));
    request.add(startable::run, BudgetState.initial(PROJECT, continueAsNewAfter));
    request.add(startable::spent, report);
    WorkflowExecution execution = client.signalWithStart(request);
    firstRun = firstRun == null ? execution.getRunId() : firstRun;
  }

  void setByHand(int cap) {
    gate.steer(new CapSteering(CapSteering.Action.SET, PROJECT_POOL, cap, "ada", "by hand"));
  }

  void releaseByHand() {
    gate.steer(new CapSteering(CapSteering.Action.RELEASE, PROJECT_POOL, 0, "ada", ""));
  }

  int cap(PoolName name) {
    return pool(name).effective();
  }

  PoolView pool(PoolName name) {
    return gate.view().pools().stream()
        .filter(pool -> pool.name().equals(name))
        .findFirst()
        .orElseGet(() -> new PoolView(name, 0, -1, 0, 0, null, null, -1));
  }

  String reason(PoolName name) {
    return String.valueOf(pool(name).reason());
  }

  void untilCap(PoolName name, int cap) {
    until(() -> cap(name) == cap);
  }

  void untilNote(String part) {
    until(() -> book.view().recent().stream().anyMatch(note -> note.text().contains(part)));
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

  /** Returns the histories of the book's runs, oldest first. */
  List<WorkflowExecutionHistory> runs() {
    List<WorkflowExecutionHistory> histories = new ArrayList<>();
    String run = firstRun;
    while (run != null && !run.isEmpty()) {
      WorkflowExecutionHistory history =
          client.fetchHistory(BudgetWorkflow.id(PROJECT), Objects.requireNonNull(run));
      histories.add(history);
      var last = history.getHistory().getEventsList().getLast();
      run =
          last.hasWorkflowExecutionContinuedAsNewEventAttributes()
              ? last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId()
              : null;
    }
    return histories;
  }

  @Override
  public void close() {
    environment.close();
  }
}
