package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.TrackerSettings;
import dev.wavewright.workflows.model.WaveId;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Temporal's test server with one tracker workflow. Nothing is cached between workflow tasks, so
 * that every task replays the whole history.
 */
final class TrackerLab implements AutoCloseable {
  static final RepositoryName REPOSITORY = new RepositoryName("acme/api");
  static final WaveId WAVE = new WaveId("shop", "m1");

  private static final String QUEUE = "wavewright";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int USUAL_EVENTS = 2_000;

  final FakeTracker tracker = new FakeTracker();
  private final TestWorkflowEnvironment environment;

  TrackerLab() {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder().setIdentity("tracker-lab").build())
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build())
                .build());
    Worker worker = environment.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(TrackerWorkflowImpl.class);
    worker.registerActivitiesImplementations(tracker);
    environment.start();
  }

  static IssueKey key(int number) {
    return IssueKey.of(REPOSITORY, number);
  }

  static ProjectSettings project() {
    return new ProjectSettings(
        "shop",
        "/shop",
        null,
        List.of(
            new RepositorySettings(
                REPOSITORY,
                "https://github.com/acme/api.git",
                "main",
                "agent/main",
                1,
                List.of(),
                List.of(),
                List.of("true"),
                Duration.ofMinutes(1))),
        TrackerSettings.gitHub(
            new GitHubSettings(
                GitHubSettings.PUBLIC_API,
                "GITHUB_TOKEN",
                null,
                GitHubSettings.Trust.WRITE_ACCESS)),
        List.of(
            new AgentSettings(
                "scripted",
                AgentBackend.SCRIPTED,
                List.of(),
                List.of(),
                List.of(),
                null,
                "main",
                List.of())),
        null,
        0,
        List.of(),
        Limits.DEFAULT);
  }

  TrackerWorkflow start() {
    return start(USUAL_EVENTS);
  }

  TrackerWorkflow start(int eventsPerRun) {
    TrackerWorkflow workflow =
        environment
            .getWorkflowClient()
            .newWorkflowStub(
                TrackerWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setTaskQueue(QUEUE)
                    .setWorkflowId(TrackerWorkflow.id(WAVE))
                    .build());
    WorkflowClient.start(
        workflow::run,
        new TrackerState(
            TrackerState.VERSION,
            WAVE,
            Instant.parse("2026-01-02T03:04:05Z"),
            project(),
            eventsPerRun,
            List.of(),
            List.of(),
            null,
            0));
    return workflow;
  }

  TrackerStatus result() {
    try {
      return stub().getResult(PATIENCE.toSeconds(), TimeUnit.SECONDS, TrackerStatus.class);
    } catch (TimeoutException e) {
      throw new AssertionError("the tracker did not end", e);
    }
  }

  String details() {
    return stub().query("__temporal_workflow_metadata", WorkflowMetadata.class).getCurrentDetails();
  }

  private WorkflowStub stub() {
    return environment.getWorkflowClient().newUntypedWorkflowStub(TrackerWorkflow.id(WAVE));
  }

  /** Returns the histories of all runs, the first run first. */
  List<WorkflowExecutionHistory> histories() {
    List<WorkflowExecutionHistory> histories = new ArrayList<>();
    String id = TrackerWorkflow.id(WAVE);
    WorkflowExecutionHistory history = environment.getWorkflowClient().fetchHistory(id);
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
      history = environment.getWorkflowClient().fetchHistory(id, before);
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
    environment.close();
  }
}
