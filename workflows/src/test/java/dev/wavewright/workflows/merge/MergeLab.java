package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Temporal's test server with a merge queue, issues and a host. Nothing is cached between workflow
 * tasks, so that every task replays the whole history.
 */
final class MergeLab implements AutoCloseable {
  private static final String QUEUE = "wavewright";
  // A task that lost a race with a signal is tried again only after ten seconds, perhaps
  // repeatedly.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  final FakeMergeHost host = new FakeMergeHost();
  private final TestWorkflowEnvironment environment;
  private final int eventsPerRun;

  MergeLab() {
    this(MergeQueueState.EVENTS_PER_RUN);
  }

  MergeLab(int eventsPerRun) {
    this.eventsPerRun = eventsPerRun;
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder().setIdentity("merge-lab").build())
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build())
                .build());
    Worker workflows = environment.newWorker(QUEUE);
    workflows.registerWorkflowImplementationTypes(
        MergeQueueWorkflowImpl.class, HolderWorkflow.Impl.class);
    environment.newWorker(MergeRequests.HOST.taskQueue()).registerActivitiesImplementations(host);
    environment.start();
  }

  static IssueKey key(int number) {
    return IssueKey.of(MergeRequests.REPOSITORY, number);
  }

  static String ticket(IssueKey key) {
    return key + "/merge/1";
  }

  /** Starts the issue and puts its approved commit in line. */
  void enqueue(IssueKey key) {
    startHolder(key);
    send(request(key, null));
  }

  void startHolder(IssueKey key) {
    WorkflowClient.start(
        client().newWorkflowStub(HolderWorkflow.class, options(key.workflowId()))::run);
  }

  static MergeRequest request(IssueKey key, @Nullable String verdict) {
    RepositoryName repository = key.repository().orElseThrow();
    return MergeRequests.request(repository, ticket(key), key, key.workflowId(), verdict);
  }

  void send(MergeRequest request) {
    RepositoryName repository = request.repository().name();
    MergeQueueState state =
        new MergeQueueState(
            1,
            repository,
            "",
            eventsPerRun,
            0,
            List.of(),
            null,
            List.of(),
            List.of(),
            null,
            List.of());
    eventually(
        "a queue that takes " + request.ticket(),
        () ->
            reached(
                () ->
                    client()
                        .newUntypedWorkflowStub(
                            "MergeQueueWorkflow", options(MergeQueueWorkflow.id(repository)))
                        .signalWithStart("enqueue", new Object[] {request}, new Object[] {state})));
  }

  /** Signals the queue. */
  void tell(Consumer<MergeQueueWorkflow> signal) {
    eventually("a queue that takes a signal", () -> reached(() -> signal.accept(queue())));
  }

  private static boolean reached(Runnable signal) {
    try {
      signal.run();
      return true;
    } catch (WorkflowNotFoundException | WorkflowExecutionAlreadyStarted between) {
      // The same moment, as a signal with a start meets it.
      return false;
    } catch (WorkflowServiceException between) {
      return betweenTwoRuns(between);
    }
  }

  /**
   * Whether Temporal's test server answered between two runs: unlike the server, it has a moment in
   * which the one is closed and the other has not begun, and then takes no signal.
   */
  private static boolean betweenTwoRuns(WorkflowServiceException failure) {
    if (failure.getCause() instanceof StatusRuntimeException answer
        && answer.getStatus().getCode() == Status.Code.NOT_FOUND) {
      return false;
    }
    throw failure;
  }

  MergeQueueWorkflow queue() {
    return client()
        .newWorkflowStub(MergeQueueWorkflow.class, MergeQueueWorkflow.id(MergeRequests.REPOSITORY));
  }

  List<MergeOutcome> ended(IssueKey key) {
    return client().newWorkflowStub(HolderWorkflow.class, key.workflowId()).ended();
  }

  List<String> started(IssueKey key) {
    return client().newWorkflowStub(HolderWorkflow.class, key.workflowId()).started();
  }

  /** Waits for the first answer of this issue. */
  MergeOutcome outcome(IssueKey key) {
    eventually("an answer for " + key, () -> !ended(key).isEmpty());
    return ended(key).getFirst();
  }

  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never came: " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  void cancelQueue() {
    client().newUntypedWorkflowStub(MergeQueueWorkflow.id(MergeRequests.REPOSITORY)).cancel();
  }

  /** Returns what the Temporal Web UI shows on top of the queue's page. */
  String details() {
    WorkflowMetadata metadata =
        client()
            .newUntypedWorkflowStub(MergeQueueWorkflow.id(MergeRequests.REPOSITORY))
            .query("__temporal_workflow_metadata", WorkflowMetadata.class);
    return metadata.getCurrentDetails();
  }

  /** Returns the history of the queue's newest run. */
  WorkflowExecutionHistory history() {
    return client().fetchHistory(MergeQueueWorkflow.id(MergeRequests.REPOSITORY));
  }

  /** Returns the history of the run before the one whose history is given; null for the first. */
  @Nullable WorkflowExecutionHistory historyBefore(WorkflowExecutionHistory run) {
    String id =
        run.getEvents()
            .getFirst()
            .getWorkflowExecutionStartedEventAttributes()
            .getContinuedExecutionRunId();
    return id.isEmpty()
        ? null
        : client().fetchHistory(MergeQueueWorkflow.id(MergeRequests.REPOSITORY), id);
  }

  private WorkflowClient client() {
    return environment.getWorkflowClient();
  }

  private static WorkflowOptions options(String id) {
    return WorkflowOptions.newBuilder().setTaskQueue(QUEUE).setWorkflowId(id).build();
  }

  @Override
  public void close() {
    environment.close();
  }
}
