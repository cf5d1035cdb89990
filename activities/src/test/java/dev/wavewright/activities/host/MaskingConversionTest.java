package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MaskingConversionTest {
  private static final String TOKEN = "canary/with+odd=signs\"and\\more";
  private static final String BASIC =
      Base64.getEncoder()
          .encodeToString(("x-access-token:" + TOKEN).getBytes(StandardCharsets.UTF_8));

  /** Carries a token out in every way that there is. */
  @WorkflowInterface
  public interface Leaking {
    @WorkflowMethod
    String run(String token);
  }

  /** Does so in an activity. */
  @ActivityInterface
  public interface Careless {
    List<String> answer(String token);

    void fail(String token);
  }

  /** The workflow. */
  public static final class LeakingImpl implements Leaking {
    @Override
    public String run(String token) {
      Careless careless =
          Workflow.newActivityStub(
              Careless.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofMinutes(2))
                  .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                  .setSummary("with " + token)
                  .build());
      String said = careless.answer(token).toString();
      careless.fail(token);
      return said;
    }
  }

  private record CarelessImpl() implements Careless {
    @Override
    public List<String> answer(String token) {
      Activity.getExecutionContext().heartbeat("beats with " + TOKEN);
      return List.of("plain", "https://x:" + TOKEN + "@host", "Authorization: Basic " + BASIC);
    }

    @Override
    public void fail(String token) {
      throw ApplicationFailure.newNonRetryableFailureWithCause(
          "fatal: " + TOKEN,
          "careless",
          new IllegalStateException("caused by " + BASIC, new RuntimeException(TOKEN)),
          "detail " + TOKEN);
    }
  }

  @Test
  @DisplayName(
      "S2: no history has a secret that was in a value, a heartbeat, a failure or its causes")
  void history() {
    Redactor redactor = new Redactor();
    redactor.know(SecretText.of(TOKEN).orElseThrow());
    try (TestWorkflowEnvironment temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(MaskingConversion.with(redactor))
                        .build())
                .build())) {
      Worker worker = temporal.newWorker("queue");
      worker.registerWorkflowImplementationTypes(LeakingImpl.class);
      worker.registerActivitiesImplementations(new CarelessImpl());
      temporal.start();
      Leaking leaking =
          temporal
              .getWorkflowClient()
              .newWorkflowStub(
                  Leaking.class,
                  WorkflowOptions.newBuilder()
                      .setTaskQueue("queue")
                      .setWorkflowId("leaking")
                      .setStaticSummary("summary of " + TOKEN)
                      .setMemo(java.util.Map.of("memo", TOKEN))
                      .build());
      assertThatThrownBy(() -> leaking.run(TOKEN)).isInstanceOf(WorkflowFailedException.class);
      String history =
          temporal.getWorkflowClient().fetchHistory("leaking").toJson(true)
              + temporal.getWorkflowClient().fetchHistory("leaking").getHistory();
      assertThat(history).contains("fatal: ****").containsPattern("caused by [A-Za-z0-9]+[*]{4}");
      assertThat(history).doesNotContain("canary", BASIC, BASIC.substring(24, 40));
      // A history shows values in Base64 once more.
      assertThat(redactor.redact(history)).isEqualTo(history);
    }
  }
}
