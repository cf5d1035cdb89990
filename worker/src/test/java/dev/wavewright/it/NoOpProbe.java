package dev.wavewright.it;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an activity that does nothing, again and again while a wave runs: what any hop through
 * this server costs on this machine at that time.
 */
final class NoOpProbe implements AutoCloseable {
  private static final String ID = "bench/no-op";
  private static final Duration PAUSE = Duration.ofMillis(700);

  /** Keeps asking until told to stop. */
  @WorkflowInterface
  public interface Asking {
    @WorkflowMethod
    void run();

    @SignalMethod
    void stop();
  }

  /** Does nothing. */
  @ActivityInterface
  public interface Nothing {
    @ActivityMethod
    void nothing();
  }

  /** Asks, pauses, asks again. */
  public static final class AskingImpl implements Asking {
    private boolean stopped;

    @Override
    public void run() {
      Nothing nothing =
          Workflow.newActivityStub(
              Nothing.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofSeconds(30))
                  .setDisableEagerExecution(true)
                  .build());
      while (!stopped) {
        nothing.nothing();
        Workflow.await(PAUSE, () -> stopped);
      }
    }

    @Override
    public void stop() {
      stopped = true;
    }
  }

  private final WorkflowClient client;
  private final WorkerFactory factory;
  private final Asking asking;

  private NoOpProbe(WorkflowClient client, WorkerFactory factory, Asking asking) {
    this.client = client;
    this.factory = factory;
    this.asking = asking;
  }

  static NoOpProbe start(WorkflowClient client) {
    WorkerFactory factory = WorkerFactory.newInstance(client);
    Worker worker = factory.newWorker(ID);
    worker.registerWorkflowImplementationTypes(AskingImpl.class);
    worker.registerActivitiesImplementations((Nothing) () -> {});
    factory.start();
    Asking asking =
        client.newWorkflowStub(
            Asking.class, WorkflowOptions.newBuilder().setWorkflowId(ID).setTaskQueue(ID).build());
    WorkflowClient.start(asking::run);
    return new NoOpProbe(client, factory, asking);
  }

  /** Returns the times from asking for the activity to the workflow's next task. */
  List<Duration> stop() {
    asking.stop();
    client.newUntypedWorkflowStub(ID).getResult(Void.class);
    List<Duration> times = new ArrayList<>();
    @Nullable Instant asked = null;
    boolean answered = false;
    for (HistoryEvent event : client.fetchHistory(ID).getEvents()) {
      if (event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) {
        asked = Histories.time(event);
      } else if (event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) {
        answered = true;
      } else if (event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED
          && answered
          && asked != null) {
        times.add(Duration.between(asked, Histories.time(event)));
        answered = false;
      }
    }
    return times;
  }

  @Override
  public void close() {
    factory.shutdownNow();
  }
}
