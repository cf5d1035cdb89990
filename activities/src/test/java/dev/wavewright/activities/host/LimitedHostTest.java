package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wavewright.activities.tracker.github.FakeGitHub;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.GitHubSettings.Trust;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.wave.PlanActivities;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A host whose token GitHub tells to rest")
class LimitedHostTest {
  private static final String QUEUE = "limited";

  @TempDir Path root;

  private final FakeGitHub gitHub = FakeGitHub.start();
  private HostFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new HostFixture(root);
    gitHub.repository(HostFixture.NAME.value()).issue("Do it", "as approved");
  }

  @AfterEach
  void close() {
    fixture.close();
    gitHub.close();
  }

  private SessionWork work() {
    SessionWork work = fixture.work(1, new IssueText("Do it", null, "planned"), "true", "true");
    GitHubSettings settings =
        new GitHubSettings(gitHub.api(), "GITHUB_TOKEN", null, Trust.WRITE_ACCESS);
    return HostFixture.onGitHub(work, fixture.person.toString(), settings);
  }

  private ApplicationFailure refused() {
    Throwable thrown = catchThrowable(() -> fixture.host.prepare(work()));
    while (thrown != null && !(thrown instanceof ApplicationFailure)) {
      thrown = thrown.getCause();
    }
    if (thrown instanceof ApplicationFailure failure) {
      return failure;
    }
    throw new AssertionError("no such failure", thrown);
  }

  @Test
  @DisplayName(
      "fault 20: the work fails at once, with the time that is left as its next attempt's delay")
  void delay() {
    gitHub.breaks("GET", 1, Reply.secondaryLimit(403, 600));

    ApplicationFailure first = refused();
    ApplicationFailure second = refused();

    for (ApplicationFailure failure : new ApplicationFailure[] {first, second}) {
      assertThat(failure.getType()).isEqualTo("tracker-unavailable");
      assertThat(failure.isNonRetryable()).isFalse();
      assertThat(failure).hasMessageContaining("GitHub's secondary limit is reached");
      assertThat(failure.getNextRetryDelay())
          .isBetween(Duration.ofMinutes(1).plusSeconds(1), Duration.ofMinutes(10));
    }
    assertThat(second.getNextRetryDelay()).isLessThan(first.getNextRetryDelay());
    assertThat(gitHub.requests()).as("the second attempt asks nobody").hasSize(1);
  }

  /** Reads as a plan does. */
  @WorkflowInterface
  public interface Reading {
    @WorkflowMethod
    int read(ProjectSettings project);
  }

  /** See {@link Reading}. */
  public static final class ReadingImpl implements Reading {
    @Override
    public int read(ProjectSettings project) {
      return Workflow.newActivityStub(PlanActivities.class, options())
          .readIssues(project, new Wanted(List.of(), null, null, true))
          .issues()
          .size();
    }
  }

  /** Other work of the same worker. */
  @ActivityInterface
  public interface Other {
    @ActivityMethod
    String work();
  }

  /** See {@link Other}. */
  public static final class OtherImpl implements Other {
    @Override
    public String work() {
      return "done";
    }
  }

  /** Has other work done. */
  @WorkflowInterface
  public interface Beside {
    @WorkflowMethod
    String run();
  }

  /** See {@link Beside}. */
  public static final class BesideImpl implements Beside {
    @Override
    public String run() {
      return Workflow.newActivityStub(Other.class, options()).work();
    }
  }

  private static ActivityOptions options() {
    return ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(5)).build();
  }

  @Test
  @DisplayName("fault 20: a worker with one place does other work while the token rests")
  void holdsNoPlace() throws Exception {
    gitHub.breaks("GET", 1, Reply.secondaryLimit(403, 3600));
    try (TestWorkflowEnvironment temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build())) {
      Worker worker =
          temporal.newWorker(
              QUEUE, WorkerOptions.newBuilder().setMaxConcurrentActivityExecutionSize(1).build());
      worker.registerWorkflowImplementationTypes(ReadingImpl.class, BesideImpl.class);
      worker.registerActivitiesImplementations(
          new PlanActivitiesImpl(fixture.rooms, temporal.getWorkflowClient()), new OtherImpl());
      temporal.start();
      WorkflowClient client = temporal.getWorkflowClient();
      WorkflowOptions options = WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build();
      Reading reading = client.newWorkflowStub(Reading.class, options);
      WorkflowClient.start(reading::read, work().project());
      long deadline = System.nanoTime() + HostFixture.PATIENCE.toNanos();
      while (gitHub.faultsLeft() > 0) {
        assertThat(System.nanoTime()).as("the limit is met in time").isLessThan(deadline);
        Thread.sleep(Duration.ofMillis(20));
      }

      assertThat(client.newWorkflowStub(Beside.class, options).run()).isEqualTo("done");

      assertThat(gitHub.requests()).as("nothing was read meanwhile").hasSize(1);
      WorkflowStub.fromTyped(reading).terminate("the test is over");
    }
  }
}
