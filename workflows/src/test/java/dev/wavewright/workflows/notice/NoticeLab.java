package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.model.NoticeKind;
import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.testing.Patient;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Temporal's test server with the notices of one project. Nothing is cached between workflow tasks,
 * so that every task replays the whole history.
 */
final class NoticeLab implements AutoCloseable {
  static final String PROJECT = "shop";
  static final NoticeSink HOOK = NoticeSink.webhook("HOOK", null, List.of());
  static final NoticeSink CHAT = NoticeSink.slack("CHAT", List.of(NoticeKind.PARKED));

  private static final String QUEUE = "wavewright";
  private static final String ID = NoticeWorkflow.id(PROJECT);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int USUAL_EVENTS = 2_000;

  final FakeProject project = new FakeProject();
  private final TestWorkflowEnvironment environment;

  NoticeLab() {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder().setIdentity("notice-lab").build())
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build())
                .build());
    Worker worker = environment.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(
        NoticeWorkflowImpl.class, NoticeTrialWorkflowImpl.class);
    worker.registerActivitiesImplementations(project);
    environment.start();
  }

  static NoticeConfiguration configuration(NoticeSink... sinks) {
    return new NoticeConfiguration(
        PROJECT,
        List.of(new RepositoryName("acme/api")),
        List.of(PoolName.project(PROJECT)),
        List.of(sinks));
  }

  void configure(NoticeSink... sinks) {
    configure(USUAL_EVENTS, sinks);
  }

  void configure(int eventsPerRun, NoticeSink... sinks) {
    WorkflowClient client = environment.getWorkflowClient();
    NoticeWorkflow workflow =
        client.newWorkflowStub(
            NoticeWorkflow.class,
            WorkflowOptions.newBuilder().setTaskQueue(QUEUE).setWorkflowId(ID).build());
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(workflow::run, NoticeState.initial(configuration(sinks), eventsPerRun));
    request.add(workflow::configure, configuration(sinks));
    client.signalWithStart(request);
  }

  /** Says the same to the one that runs; see {@link Patient}. */
  void configureAgain(NoticeSink... sinks) {
    Patient.stub(
            NoticeWorkflow.class,
            environment.getWorkflowClient().newWorkflowStub(NoticeWorkflow.class, ID))
        .configure(configuration(sinks));
  }

  NoticeStatus status() {
    return environment.getWorkflowClient().newWorkflowStub(NoticeWorkflow.class, ID).status();
  }

  NoticeStatus.SinkStatus status(NoticeSink sink) {
    return status().sinks().stream()
        .filter(each -> each.name().equals(sink.id()))
        .findFirst()
        .orElseThrow();
  }

  List<NoticeTrial> trial(NoticeSink... sinks) {
    return environment
        .getWorkflowClient()
        .newWorkflowStub(
            NoticeTrialWorkflow.class, WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build())
        .run(configuration(sinks), true);
  }

  boolean runs() {
    return environment.getWorkflowClient().newUntypedWorkflowStub(ID).describe().getStatus()
        == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  String details() {
    return environment
        .getWorkflowClient()
        .newUntypedWorkflowStub(ID)
        .query("__temporal_workflow_metadata", WorkflowMetadata.class)
        .getCurrentDetails();
  }

  /** Returns the histories of all runs, the first run first. */
  List<WorkflowExecutionHistory> histories() {
    List<WorkflowExecutionHistory> histories = new ArrayList<>();
    WorkflowExecutionHistory history = environment.getWorkflowClient().fetchHistory(ID);
    while (true) {
      histories.addFirst(history);
      String before =
          history
              .getEvents()
              .getFirst()
              .getWorkflowExecutionStartedEventAttributes()
              .getContinuedExecutionRunId();
      if (before.isEmpty()) {
        return histories;
      }
      history = environment.getWorkflowClient().fetchHistory(ID, before);
    }
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

  @Override
  public void close() {
    project.end();
    environment.close();
  }
}
