package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.tracker.github.FakeGitHub;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.FakeWrites;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.activities.tracker.github.judge.ContractListener;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.GitHubSettings.Trust;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.tracker.TrackerActivities;
import dev.wavewright.workflows.tracker.TrackerActivities.HandOffRequest;
import dev.wavewright.workflows.tracker.TrackerActivities.HandOffResult;
import dev.wavewright.workflows.tracker.TrackerActivities.LandingCount;
import dev.wavewright.workflows.tracker.TrackerActivities.Look;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerLine;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerRequest;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerResults;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A host as the eyes and hands of a wave's tracker")
class TrackerActivitiesTest {
  private static final String QUEUE = "tracker-activities";
  private static final String API = HostFixture.NAME.value();
  private static final WaveId WAVE = new WaveId("shop", "m1");
  private static final Instant STARTED = Instant.parse("2026-11-21T09:00:00Z");

  @TempDir Path root;

  private final FakeGitHub gitHub = FakeGitHub.start();
  private final FakeWrites writes = new FakeWrites(gitHub);
  private final ContractListener judge = ContractListener.on(gitHub);
  private final Redactor redactor = new Redactor();
  private final GitHubAccess access = new GitHubAccess(redactor, Clock.systemUTC(), null);
  private final TestActivityEnvironment host = TestActivityEnvironment.newInstance();
  private HostFixture fixture;
  private TestWorkflowEnvironment temporal;
  private TrackerActivities activities;

  @BeforeEach
  void start() throws Exception {
    fixture = new HostFixture(root);
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
    temporal.newWorker(QUEUE).registerWorkflowImplementationTypes(ToldWorkflows.WaveImpl.class);
    temporal.start();
    host.registerActivitiesImplementations(
        new TrackerActivitiesImpl(
            fixture.rooms,
            temporal.getWorkflowClient(),
            new Tokens(Map.of("GITHUB_TOKEN", FakeGitHub.TOKEN), redactor),
            access,
            redactor));
    activities = host.newActivityStub(TrackerActivities.class);
    gitHub.repository(API).issue("One", "text");
  }

  @AfterEach
  void close() {
    host.close();
    temporal.close();
    fixture.close();
    access.close();
    gitHub.close();
    assertThat(judge.violations()).isEmpty();
  }

  private ProjectSettings project() {
    SessionWork work = fixture.work(1, "true");
    GitHubSettings settings =
        new GitHubSettings(gitHub.api(), "GITHUB_TOKEN", null, Trust.WRITE_ACCESS);
    return HostFixture.onGitHub(work, fixture.person.toString(), settings).project();
  }

  private MarkerResults mark(String text) {
    return activities.writeMarkers(
        new MarkerRequest(
            project(),
            WAVE,
            List.of(new MarkerLine(new IssueKey(API + "#1"), Phase.DONE, text, null))));
  }

  private HandOffResult handOver() {
    return activities.handOver(
        new HandOffRequest(
            project(),
            WAVE,
            STARTED,
            HostFixture.NAME,
            "main",
            "agent/main",
            "title",
            "Closes " + API + "#1"));
  }

  private long written() {
    return gitHub.requests().stream().filter(line -> !line.startsWith("GET")).count();
  }

  private static ApplicationFailure failure(Runnable work) {
    Throwable thrown = catchThrowable(work::run);
    while (thrown != null && !(thrown instanceof ApplicationFailure)) {
      thrown = thrown.getCause();
    }
    if (thrown instanceof ApplicationFailure failure) {
      return failure;
    }
    throw new AssertionError("no such failure", thrown);
  }

  @Test
  @DisplayName("markers are written with the worker's token in the instance's name, and once")
  void markers() {
    MarkerResults first = mark("text with " + FakeGitHub.TOKEN);
    long after = written();
    MarkerResults second = mark("text with " + FakeGitHub.TOKEN);

    assertThat(first.writes()).isPositive();
    assertThat(second.results()).isEqualTo(first.results());
    assertThat(second.writes()).isZero();
    assertThat(written()).isEqualTo(after);
    assertThat(writes.comments(API, 1))
        .singleElement()
        .satisfies(
            comment ->
                assertThat(comment.body())
                    .startsWith("<!-- wavewright:marker here " + API + "#1 -->\ntext with ")
                    .doesNotContain(FakeGitHub.TOKEN));
  }

  @Test
  @DisplayName("a hand-off is made once; the same call again writes nothing")
  void handOff() {
    HandOffResult made = handOver();
    HandOffResult again = handOver();

    assertThat(made.url()).isEqualTo(again.url()).contains("/pull/");
    assertThat(made.writes()).isEqualTo(1);
    assertThat(again.writes()).isZero();
    assertThat(writes.pulls()).hasSize(1);
  }

  @Test
  @DisplayName("fault 20: a limit of writing is an answer with its end, and nobody waits for it")
  void limit() {
    gitHub.breaks("POST", 1, Reply.secondaryLimit(429, 600));
    Instant before = Instant.now();
    MarkerResults paused = mark("text");
    assertThat(paused.pausedUntil())
        .isBetween(before.plusSeconds(600), Instant.now().plusSeconds(600));
    assertThat(paused.pause()).contains("secondary limit").doesNotContain("goes on by itself");

    int asked = gitHub.requests().size();
    HandOffResult other = handOver();
    assertThat(other.pausedUntil())
        .as("what else is written with this token rests as well")
        .isCloseTo(paused.pausedUntil(), within(Duration.ofSeconds(60)));
    assertThat(gitHub.requests()).hasSize(asked);
  }

  @Test
  @DisplayName("a token that is not taken is a failure that stays, and names its place")
  void credentials() {
    gitHub.refusesToken(FakeGitHub.TOKEN);
    ApplicationFailure failure = failure(() -> mark("text"));
    assertThat(failure.getType()).isEqualTo(Tokens.FAILURE);
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure).hasMessageContaining("GITHUB_TOKEN");
  }

  @Test
  @DisplayName("a project of issue files has nothing that could be written")
  void files() {
    ProjectSettings files = fixture.work(1, "true").project();
    ApplicationFailure failure =
        failure(() -> activities.writeMarkers(new MarkerRequest(files, WAVE, List.of())));
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure).hasMessageContaining("has no GitHub tracker");
    assertThat(gitHub.requests()).isEmpty();
  }

  @Test
  @DisplayName(
      "landings are counted on the branch itself: an issue that it does not name counts no")
  void recount() throws Exception {
    SessionWork work =
        fixture.work(1, new IssueText("Do it", "Do it.", null), "echo done > done.txt", "true");
    fixture.prepare(work);
    fixture.land(work, fixture.commit(work));

    LandingCount count =
        activities.recount(
            work.project(), HostFixture.NAME, List.of(work.key(), new IssueKey(API + "#2")));

    assertThat(count).isEqualTo(new LandingCount(1, null));
  }

  @Test
  @DisplayName("a look without news fails without a fault, and says when to look again")
  void nothingNew() {
    ToldWorkflows.Wave wave =
        temporal
            .getWorkflowClient()
            .newWorkflowStub(
                ToldWorkflows.Wave.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(WAVE.workflowId())
                    .setTaskQueue(QUEUE)
                    .build());
    WorkflowClient.start(
        wave::run, new WaveStatus(WAVE, WavePhase.RUNNING, STARTED, null, List.of()));
    Look first = new Look(WAVE, STARTED, List.of(), "");
    assertThat(activities.awaitNews(first).phase()).isEqualTo("running");

    ApplicationFailure failure =
        failure(() -> activities.awaitNews(new Look(WAVE, STARTED, List.of(), "running")));

    assertThat(failure.getType()).isEqualTo(TrackerActivities.NOTHING_NEW);
    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(failure.getCategory()).isEqualTo(ApplicationErrorCategory.BENIGN);
  }
}
