package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.tracker.TrackerActivities.IssueNews;
import dev.wavewright.workflows.tracker.TrackerActivities.Look;
import dev.wavewright.workflows.tracker.TrackerActivities.News;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveStatus.IssueLine;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WaveLooksTest {
  private static final String QUEUE = "looks";
  private static final WaveId WAVE = new WaveId("shop", "m1");
  private static final Instant STARTED = Instant.parse("2026-11-21T09:00:00Z");
  private static final RepositoryName API = new RepositoryName("acme/api");
  private static final CommitId COMMIT = new CommitId("0123456789abcdef0123456789abcdef01234567");

  private TestWorkflowEnvironment temporal;

  @BeforeEach
  void start() {
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
    temporal
        .newWorker(QUEUE)
        .registerWorkflowImplementationTypes(
            ToldWorkflows.WaveImpl.class,
            ToldWorkflows.IssueImpl.class,
            ToldWorkflows.GateImpl.class);
    temporal.start();
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  private <T> T stub(Class<T> type, String id) {
    return temporal
        .getWorkflowClient()
        .newWorkflowStub(
            type, WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(QUEUE).build());
  }

  private ToldWorkflows.Wave wave(WaveStatus status) {
    ToldWorkflows.Wave wave = stub(ToldWorkflows.Wave.class, WAVE.workflowId());
    WorkflowClient.start(wave::run, status);
    return wave;
  }

  private ToldWorkflows.Issue issue(IssueStatus status) {
    ToldWorkflows.Issue issue = stub(ToldWorkflows.Issue.class, status.key().workflowId());
    WorkflowClient.start(issue::run, status);
    return issue;
  }

  private static IssueKey key(int number) {
    return IssueKey.of(API, number);
  }

  private static IssueLine line(
      int number, Phase phase, @Nullable WaitReason reason, String detail, boolean started) {
    return new IssueLine(
        key(number),
        "Title " + number,
        API,
        phase,
        reason,
        detail,
        number == 1 ? List.of() : List.of(key(1)),
        1,
        started,
        phase == Phase.DONE ? COMMIT : null);
  }

  private static WaveStatus status(WavePhase phase, IssueLine... lines) {
    return new WaveStatus(
        WAVE,
        phase,
        STARTED,
        phase == WavePhase.ENDED ? STARTED.plusSeconds(60) : null,
        List.of(lines));
  }

  private static IssueStatus told(int number, Phase phase, @Nullable WaitReason reason, int tries) {
    return new IssueStatus(
        key(number),
        "Title " + number,
        API,
        phase,
        reason,
        reason == null ? "" : "as the issue says it",
        reason == null ? "" : "do this",
        tries,
        0,
        0,
        0,
        Ticket.of(key(number), 1),
        null,
        "scripted",
        null,
        null,
        "",
        null,
        null,
        new IssueStatus.Times(STARTED, null, null),
        null);
  }

  private Optional<News> look(@Nullable News known) throws InterruptedException {
    return look(known, STARTED);
  }

  /** Looks as one does who knows only this. */
  private Optional<News> look(@Nullable News known, Instant started) throws InterruptedException {
    List<String> fingerprints = new ArrayList<>();
    if (known != null) {
      IntStream.range(0, known.issues()).forEach(each -> fingerprints.add(""));
      known.changed().forEach(each -> fingerprints.set(each.place(), each.fingerprint()));
    }
    return new WaveLooks(temporal.getWorkflowClient())
        .look(new Look(WAVE, started, fingerprints, known == null ? "" : known.phase()));
  }

  private News news(@Nullable News known) throws InterruptedException {
    return look(known).orElseThrow(() -> new AssertionError("nothing new"));
  }

  @Test
  @DisplayName("the first look tells every issue by its own word, and ended ones by the wave's")
  void firstLook() throws InterruptedException {
    issue(told(2, Phase.CHECKING, null, 2));
    issue(told(3, Phase.PARKED, WaitReason.CHECK_FAILED, 1));
    wave(
        status(
            WavePhase.RUNNING,
            line(1, Phase.DONE, null, "", true),
            line(2, Phase.IMPLEMENTING, null, "", true),
            line(3, Phase.PARKED, WaitReason.CHECK_FAILED, "", true),
            line(4, Phase.HELD, WaitReason.DEPENDENCY_NOT_LANDED, "acme/api#3 is parked", false)));

    News news = news(null);

    assertThat(news.phase()).isEqualTo("running");
    assertThat(news.issues()).isEqualTo(4);
    assertThat(news.settled() || news.closed()).isFalse();
    assertThat(news.changed())
        .extracting(IssueNews::place, IssueNews::phase, IssueNews::attempts, IssueNews::landed)
        .containsExactly(
            tuple(0, Phase.DONE, 0, COMMIT),
            tuple(1, Phase.CHECKING, 2, null),
            tuple(2, Phase.PARKED, 1, null),
            tuple(3, Phase.HELD, 0, null));
    assertThat(news.changed().get(2).detail()).isEqualTo("as the issue says it");
    assertThat(news.changed().get(2).unblock()).isEqualTo("do this");
    assertThat(news.changed().get(3).reason()).isEqualTo(WaitReason.DEPENDENCY_NOT_LANDED);
    assertThat(news.changed().get(3).unblock()).isNotEmpty().doesNotContain("<");
  }

  @Test
  @DisplayName("a look at what is known tells nothing; afterwards only what has changed is told")
  void onlyChanges() throws InterruptedException {
    ToldWorkflows.Issue second = issue(told(2, Phase.IMPLEMENTING, null, 1));
    wave(
        status(
            WavePhase.RUNNING,
            line(1, Phase.QUEUED, null, "", false),
            line(2, Phase.IMPLEMENTING, null, "", true)));
    News first = news(null);
    assertThat(look(first)).isEmpty();

    second.tell(told(2, Phase.CHECKING, null, 1));

    assertThat(news(first).changed())
        .singleElement()
        .satisfies(
            changed -> {
              assertThat(changed.place()).isEqualTo(1);
              assertThat(changed.phase()).isEqualTo(Phase.CHECKING);
            });
  }

  @Test
  @DisplayName("an issue in the queue has its position at the gate, and only such a one")
  void positions() throws InterruptedException {
    issue(told(1, Phase.IMPLEMENTING, null, 1));
    issue(told(2, Phase.QUEUED, WaitReason.BEHIND_IN_QUEUE, 0));
    ToldWorkflows.Gate gate = stub(ToldWorkflows.Gate.class, CapacityWorkflow.ID);
    WorkflowClient.start(
        gate::run,
        new CapacityView(List.of(), List.of(waiting(1, 3), waiting(2, 7)), List.of(), false));
    wave(
        status(
            WavePhase.RUNNING,
            line(1, Phase.QUEUED, null, "", true),
            line(2, Phase.QUEUED, null, "", true)));

    assertThat(news(null).changed()).extracting(IssueNews::position).containsExactly(0, 7);
  }

  private static CapacityView.Waiting waiting(int number, int position) {
    return new CapacityView.Waiting(
        Ticket.of(key(number), 1),
        key(number),
        "holder",
        position,
        Priority.DEFAULT,
        0,
        WaitReason.BEHIND_IN_QUEUE,
        null,
        "",
        STARTED,
        null,
        "",
        null,
        null,
        null);
  }

  @Test
  @DisplayName("an issue that does not answer, and a gate that is not there, keep nobody waiting")
  void silent() throws InterruptedException {
    issue(told(2, Phase.QUEUED, null, 0));
    wave(
        status(
            WavePhase.RUNNING,
            line(1, Phase.IMPLEMENTING, null, "by the wave", true),
            line(2, Phase.QUEUED, null, "", true)));

    News news = news(null);

    assertThat(news.changed().getFirst().phase()).isEqualTo(Phase.IMPLEMENTING);
    assertThat(news.changed().getFirst().detail()).isEqualTo("by the wave");
    assertThat(news.changed().getLast().position()).isZero();
  }

  @Test
  @DisplayName("a wave that waits for people is settled, and one that is over is closed as well")
  void settled() throws InterruptedException {
    IssueLine parked = line(1, Phase.PARKED, WaitReason.CHECK_FAILED, "", true);
    ToldWorkflows.Wave wave = wave(status(WavePhase.RUNNING, parked));
    News running = news(null);

    wave.tell(status(WavePhase.WAITING_FOR_PEOPLE, parked));
    News waiting = news(running);
    assertThat(waiting.settled()).isTrue();
    assertThat(waiting.closed()).isFalse();
    assertThat(waiting.changed()).isEmpty();

    wave.end(status(WavePhase.ENDED, line(1, Phase.SKIPPED, null, "", true)));
    WorkflowStub.fromTyped(wave).getResult(Void.class);
    News ended = news(waiting);
    assertThat(ended.settled()).isTrue();
    assertThat(ended.closed()).isTrue();
    assertThat(ended.ended()).isEqualTo(STARTED.plusSeconds(60));
    assertThat(ended.changed()).extracting(IssueNews::phase).containsExactly(Phase.SKIPPED);
  }

  @Test
  @DisplayName("a wave that is gone, or whose name is another's by now, is over as it was known")
  void gone() throws InterruptedException {
    assertThat(news(null).closed()).isTrue();

    wave(status(WavePhase.RUNNING, line(1, Phase.QUEUED, null, "", false)));
    News known = news(null);
    News other = look(known, STARTED.minusSeconds(1)).orElseThrow();

    assertThat(other.closed() && other.settled()).isTrue();
    assertThat(other.issues()).isEqualTo(1);
    assertThat(other.changed()).isEmpty();
  }

  @Test
  @DisplayName("of a large wave four hundred issues are told at once, and its end with the last")
  void large() throws InterruptedException {
    IssueLine[] lines =
        IntStream.rangeClosed(1, 450)
            .mapToObj(number -> line(number, Phase.CANCELLED, null, "", true))
            .toArray(IssueLine[]::new);
    ToldWorkflows.Wave wave = wave(status(WavePhase.ENDED, lines));
    wave.end(status(WavePhase.ENDED, lines));
    WorkflowStub.fromTyped(wave).getResult(Void.class);

    News first = news(null);
    News second = news(first);

    assertThat(first.changed()).hasSize(400);
    assertThat(first.settled() || first.closed()).isFalse();
    assertThat(second.changed()).hasSize(50).allMatch(each -> each.place() >= 400);
    assertThat(second.settled() && second.closed()).isTrue();
  }

  @Test
  @DisplayName("titles are cut between characters, not within one")
  void shortened() throws InterruptedException {
    String title = "🚀".repeat(300);
    IssueLine line =
        new IssueLine(
            key(1), title, API, Phase.HELD, null, "x".repeat(400), List.of(), 1, false, null);
    wave(status(WavePhase.RUNNING, line));

    IssueNews news = news(null).changed().getFirst();

    assertThat(news.title()).isEqualTo("🚀".repeat(200));
    assertThat(news.detail()).hasSize(300);
  }
}
