package dev.wavewright.workflows.usage;

import static dev.wavewright.workflows.usage.UsageLab.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.UsageCommand;
import dev.wavewright.workflows.testing.RecordedHistory;
import io.temporal.activity.Activity;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@DisplayName("The usage command of an account")
class UsageCommandWorkflowTest {
  private static final String QUEUE = "wavewright";
  private static final String ID = UsageCommandWorkflow.id("main");
  private static final String GOLDEN = "histories/usage-command/reconfigured.json";

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final TestWorkflowEnvironment environment =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setUseTimeskipping(true)
              .setWorkerFactoryOptions(
                  WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build())
              .build());
  private final WorkflowClient client = environment.getWorkflowClient();

  /** Notes who is asked, and on which attempt. */
  private final class Asked implements UsageCommandActivities {
    @Override
    public void ask(UsageCommandOrder order) {
      UsageCommand command = Objects.requireNonNull(order.command());
      asked.add(command.argv().getFirst());
      throw ApplicationFailure.newBuilder()
          .setType(ASKED)
          .setMessage("attempt " + Activity.getExecutionContext().getInfo().getAttempt())
          .setNextRetryDelay(command.every())
          .build();
    }
  }

  @BeforeEach
  void start() {
    Worker worker = environment.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(UsageCommandWorkflowImpl.class);
    worker.registerActivitiesImplementations(new Asked());
    environment.start();
  }

  @AfterEach
  void stop() {
    environment.close();
  }

  private static UsageCommandOrder order(String project, @Nullable String program) {
    return new UsageCommandOrder(
        project,
        "/projects/" + project,
        program == null
            ? null
            : new UsageCommand("main", List.of(program), Duration.ofMinutes(5), List.of()),
        null);
  }

  private WorkflowExecution configure(UsageCommandOrder order) {
    return configure(order, 2_000);
  }

  private WorkflowExecution configure(UsageCommandOrder order, int continueAsNewAfter) {
    UsageCommandWorkflow asking =
        client.newWorkflowStub(
            UsageCommandWorkflow.class,
            WorkflowOptions.newBuilder().setWorkflowId(ID).setTaskQueue(QUEUE).build());
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(asking::run, new UsageCommandState("main", null, continueAsNewAfter));
    request.add(asking::configure, order);
    return client.signalWithStart(request);
  }

  private long events() {
    return client.fetchHistory(ID).getHistory().getEventsCount();
  }

  private boolean isRunning() {
    return client.newUntypedWorkflowStub(ID).describe().getStatus()
        == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  @Test
  @DisplayName("it is asked at once and again and again, and that costs no history")
  void again() {
    configure(order("shop", "first"));
    until(() -> !asked.isEmpty());
    until(() -> events() >= 5);
    long events = events();

    for (int times = 2; times <= 20; times++) {
      environment.sleep(Duration.ofMinutes(5).plusSeconds(1));
      int least = times;
      until(() -> asked.size() >= least);
    }

    assertThat(asked).containsOnly("first");
    assertThat(events()).isEqualTo(events);
  }

  @Test
  @DisplayName("another command takes its place at once")
  void changed() {
    configure(order("shop", "first"));
    until(() -> asked.contains("first"));
    configure(order("shop", "second"));
    until(() -> asked.contains("second"));
    int first = Collections.frequency(asked, "first");

    environment.sleep(Duration.ofMinutes(11));

    until(() -> Collections.frequency(asked, "second") >= 2);
    assertThat(Collections.frequency(asked, "first")).isEqualTo(first);
  }

  @Test
  @DisplayName("the same order again has it asked anew, once a minute at most")
  void sameOrder() {
    configure(order("shop", "first"));
    until(() -> !asked.isEmpty());
    for (int number = 0; number < 5; number++) {
      configure(order("shop", "first"));
    }
    until(() -> signals() == 6);
    environment.sleep(Duration.ofSeconds(90));
    assertThat(asked).hasSize(1);

    configure(order("shop", "first"));
    until(() -> asked.size() == 2);
  }

  private long signals() {
    return client.fetchHistory(ID).getHistory().getEventsList().stream()
        .filter(event -> event.hasWorkflowExecutionSignaledEventAttributes())
        .count();
  }

  @Test
  @DisplayName("a project ends only its own command")
  void ended() {
    configure(order("shop", "first"));
    until(() -> asked.contains("first"));

    configure(order("other", null));
    environment.sleep(Duration.ofMinutes(6));
    until(() -> asked.size() >= 2);
    assertThat(isRunning()).isTrue();

    configure(order("shop", null));
    WorkflowStub.fromTyped(client.newWorkflowStub(UsageCommandWorkflow.class, ID))
        .getResult(Void.class);
    assertThat(isRunning()).isFalse();
  }

  @Test
  @DisplayName("C14: a run that has grown long is renewed, and the command is asked on")
  void renewed() {
    WorkflowExecution first = configure(order("shop", "first"), 10);
    until(() -> asked.contains("first"));
    for (int number = 2; number < 8; number++) {
      String program = "command-" + number;
      configure(order("shop", program), 10);
      until(() -> asked.contains(program));
    }

    assertThat(client.newUntypedWorkflowStub(ID).describe().getExecution().getRunId())
        .isNotEqualTo(first.getRunId());
  }

  @Test
  @DisplayName("C15: a recorded history replays, and one that first sets a timer does not fit")
  void replays() throws Exception {
    RecordedHistory.replay(GOLDEN, UsageCommandWorkflowImpl.class);
    assertThat(RecordedHistory.text(GOLDEN))
        .contains("\"configure\"", "EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED");
    assertThatThrownBy(() -> RecordedHistory.replay(GOLDEN, SleepsFirst.class))
        .hasMessageContaining("TMPRL1100");
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.record", matches = ".+")
  void record() throws IOException {
    WorkflowExecution execution = configure(order("shop", "first"));
    until(() -> asked.contains("first"));
    environment.sleep(Duration.ofMinutes(6));
    configure(order("shop", "second"));
    until(() -> asked.contains("second"));
    configure(order("shop", null));
    WorkflowStub.fromTyped(client.newWorkflowStub(UsageCommandWorkflow.class, ID))
        .getResult(Void.class);
    WorkflowExecutionHistory history =
        client.fetchHistory(execution.getWorkflowId(), execution.getRunId());
    Path folder = Files.createDirectories(Path.of(System.getProperty("golden.record")));
    Files.writeString(folder.resolve("reconfigured.json"), history.toJson(true));
  }

  /** One that begins with a timer where the recorded one asks. */
  public static final class SleepsFirst implements UsageCommandWorkflow {
    @Override
    public void run(UsageCommandState state) {
      Workflow.sleep(Duration.ofMinutes(1));
    }

    @Override
    public void configure(UsageCommandOrder order) {}
  }
}
