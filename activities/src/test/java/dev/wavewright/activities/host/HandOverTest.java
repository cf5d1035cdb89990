package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandOverTest {
  private static final String QUEUE = "hand-over";
  private static final Duration LONG = Duration.ofHours(5);

  @TempDir Path state;
  private TestWorkflowEnvironment temporal;
  private Attempts dying;
  private final CountDownLatch begun = new CountDownLatch(1);

  /** One activity whose first attempt is cut off by its worker's death. */
  @WorkflowInterface
  public interface Work {
    @WorkflowMethod
    int run();
  }

  @ActivityInterface
  public interface Step {
    int attempt();
  }

  /** Waits for its step. */
  public static final class WorkImpl implements Work {
    @Override
    public int run() {
      return Workflow.newActivityStub(
              Step.class, ActivityOptions.newBuilder().setStartToCloseTimeout(LONG).build())
          .attempt();
    }
  }

  private final class StepImpl implements Step {
    @Override
    public int attempt() {
      int attempt = Activity.getExecutionContext().getInfo().getAttempt();
      if (attempt == 1) {
        Attempts.Attempt unanswered =
            dying.begin(Activity.getExecutionContext().getInfo().getTaskToken());
        assertThat(unanswered).isNotNull();
        Activity.getExecutionContext().doNotCompleteOnReturn();
        begun.countDown();
      }
      return attempt;
    }
  }

  @BeforeEach
  void start() {
    dying = Attempts.open(new HostLayout(state));
    // With time skipping the attempt that was cut off could end by its own time-out.
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
    var worker = temporal.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(WorkImpl.class);
    worker.registerActivitiesImplementations(new StepImpl());
    temporal.start();
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  private WorkflowStub begin() throws InterruptedException {
    WorkflowStub work =
        temporal
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "Work", WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build());
    work.start();
    assertThat(begun.await(2, TimeUnit.MINUTES)).as("the first attempt begins").isTrue();
    return work;
  }

  private static HandOver handOver(Attempts own, WorkflowClient client) {
    return new HandOver(own, client.newActivityCompletionClient());
  }

  @Test
  @DisplayName("R4: an attempt of a dead worker is ended by the next one, and tried again at once")
  void endsAbandonedAttempts() throws Exception {
    WorkflowStub work = begin();
    try (Attempts own = Attempts.open(new HostLayout(state))) {
      HandOver handOver = handOver(own, temporal.getWorkflowClient());
      assertThat(handOver.endAbandonedAttempts()).as("while its worker lives").isZero();

      dying.close();
      assertThat(handOver.endAbandonedAttempts()).isEqualTo(1);

      assertThat(work.getResult(2, TimeUnit.MINUTES, Integer.class)).isEqualTo(2);
      assertThat(handOver.endAbandonedAttempts()).as("nothing is left of it").isZero();
    }
  }

  @Test
  @DisplayName("R4: what the server could not be told during its outage is told by the next look")
  void survivesAnOutage() throws Exception {
    WorkflowStub work = begin();
    dying.close();
    WorkflowServiceStubs nobody =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:1")
                .setRpcRetryOptions(
                    RpcRetryOptions.newBuilder()
                        .setExpiration(Duration.ofMillis(200))
                        .validateBuildWithDefaults())
                .build());
    try (Attempts own = Attempts.open(new HostLayout(state))) {
      HandOver during = handOver(own, WorkflowClient.newInstance(nobody));
      assertThat(during.endAbandonedAttempts()).as("during the outage").isZero();

      HandOver after = handOver(own, temporal.getWorkflowClient());
      assertThat(after.endAbandonedAttempts()).as("after it").isEqualTo(1);
      assertThat(work.getResult(2, TimeUnit.MINUTES, Integer.class)).isEqualTo(2);
    } finally {
      nobody.shutdownNow();
    }
  }

  @Test
  @DisplayName("an attempt that nobody waits for any more, or that was half written, is forgotten")
  void forgetsWhatIsOver() throws Exception {
    WorkflowStub work = begin();
    work.terminate("over");
    try (Stream<Path> files = Files.walk(state)) {
      Path token =
          files.filter(file -> file.toString().endsWith(".token")).findFirst().orElseThrow();
      Files.write(
          token.resolveSibling("half.token"), "not%base64".getBytes(StandardCharsets.UTF_8));
    }
    dying.close();

    try (Attempts own = Attempts.open(new HostLayout(state))) {
      assertThat(handOver(own, temporal.getWorkflowClient()).endAbandonedAttempts()).isZero();
    }
    try (Stream<Path> files = Files.walk(state)) {
      assertThat(files.filter(file -> file.toString().endsWith(".token"))).isEmpty();
    }
  }
}
