package dev.wavewright.activities.tracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.judge.ContractListener;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerLine;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerResult;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerResults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MarkerWriterTest {
  private static final String API = "acme/api";

  private final FakeGitHub gitHub = FakeGitHub.start();
  private final FakeWrites writes = new FakeWrites(gitHub);
  private final ContractListener judge = ContractListener.on(gitHub);
  private final SettableClock clock = new SettableClock();
  private final Redactor redactor = new Redactor();
  private final List<Instant> turns = new ArrayList<>();
  private final GitHubAccess access =
      new GitHubAccess(
          redactor,
          clock,
          null,
          wait -> {
            clock.pass(wait);
            turns.add(clock.instant());
          },
          GitHubAccess.PATIENCE);

  @BeforeEach
  void issues() {
    gitHub.repository(API).issue("One", "text").labels("bug", "wavewright:queued");
    gitHub.repository(API).issue("Two", "text");
  }

  @AfterEach
  void close() {
    access.close();
    gitHub.close();
    assertThat(judge.violations()).isEmpty();
  }

  private MarkerResults show(MarkerLine... lines) {
    return show(FakeGitHub.TOKEN, lines);
  }

  private MarkerResults show(String token, MarkerLine... lines) {
    GitHubSettings settings =
        new GitHubSettings(gitHub.api(), "GITHUB_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS);
    GitHubTransport transport = access.open(settings, SecretText.of(token).orElseThrow());
    return new MarkerWriter(transport, redactor, "ww-1").show(List.of(lines));
  }

  private static MarkerLine line(long number, Phase phase, String text, @Nullable Long comment) {
    return new MarkerLine(new IssueKey(API + "#" + number), phase, text, comment);
  }

  private String body(long number) {
    assertThat(writes.comments(API, number)).hasSize(1);
    return writes.comments(API, number).getFirst().body();
  }

  private long written() {
    return gitHub.requests().stream().filter(line -> !line.startsWith("GET")).count();
  }

  @Test
  @DisplayName(
      "our label takes the place of our old one, labels of others stay, and one comment is made")
  void shows() {
    MarkerResults results = show(line(1, Phase.IMPLEMENTING, "**text**", null));

    assertThat(gitHub.repository(API).issue(1).labels)
        .containsExactlyInAnyOrder("bug", "wavewright:implementing");
    assertThat(writes.defined(API)).contains("wavewright:implementing");
    assertThat(body(1)).startsWith("<!-- wavewright:marker ww-1 acme/api#1 -->\n**text**");
    assertThat(results.results())
        .containsExactly(
            new MarkerResult(
                new IssueKey(API + "#1"), writes.comments(API, 1).getFirst().id(), null));
    assertThat(results.writes()).isEqualTo(4);
    assertThat(results.pausedUntil()).isNull();
  }

  @Test
  @DisplayName("a second identical call writes nothing, with the comment's id and without it")
  void writesNothingTwice() {
    show(line(1, Phase.DONE, "text", null));
    long before = written();

    MarkerResults again = show(line(1, Phase.DONE, "text", null));
    MarkerResults known =
        show(line(1, Phase.DONE, "text", writes.comments(API, 1).getFirst().id()));

    assertThat(written()).isEqualTo(before);
    assertThat(again.writes() + known.writes()).isZero();
    assertThat(body(1)).contains("text");
  }

  @Test
  @DisplayName("the comment is edited in place, and made anew when somebody deleted it")
  void edited() {
    show(line(1, Phase.QUEUED, "first", null));
    long id = writes.comments(API, 1).getFirst().id();
    show(line(1, Phase.QUEUED, "second", id));
    assertThat(body(1)).contains("second").doesNotContain("first");
    writes.delete(writes.comments(API, 1).getFirst());

    MarkerResults results = show(line(1, Phase.QUEUED, "third", id));

    assertThat(body(1)).contains("third");
    assertThat(results.results().getFirst().comment()).isNotNull().isNotEqualTo(id);
  }

  @Test
  @DisplayName("a crash after the comment was made leads to no second one, behind a hundred others")
  void foundAgain() {
    for (int other = 0; other < 120; other++) {
      writes.comment(API, 1, "eve", "me too");
    }
    gitHub.breaks("POST .*/labels", 1, Reply.error(502, "Bad Gateway"));
    MarkerResults cut = show(line(1, Phase.PARKED, "text", null));
    assertThat(cut.results()).isEmpty();
    assertThat(cut.pausedUntil()).isAfter(clock.instant());

    show(line(1, Phase.PARKED, "text", null));

    assertThat(writes.comments(API, 1)).hasSize(121);
    assertThat(gitHub.repository(API).issue(1).labels).contains("wavewright:parked");
  }

  @Test
  @DisplayName("a comment in which somebody else wrote our mark is not ours")
  void foreignMark() {
    writes.comment(API, 1, "eve", "<!-- wavewright:marker ww-1 acme/api#1 -->\nall is well");

    show(line(1, Phase.PARKED, "text", null));

    assertThat(writes.comments(API, 1))
        .extracting(FakeWrites.Comment::body)
        .containsExactly(
            "<!-- wavewright:marker ww-1 acme/api#1 -->\nall is well",
            "<!-- wavewright:marker ww-1 acme/api#1 -->\ntext");
  }

  @Test
  @DisplayName("writes are a second apart, over calls too")
  void apart() {
    MarkerResults first = show(line(1, Phase.DONE, "text", null));
    MarkerResults second = show(line(2, Phase.DONE, "text", null));

    assertThat(first.writes() + second.writes()).isGreaterThan(5);
    assertThat(turns).hasSize(first.writes() + second.writes() - 1);
    for (int at = 1; at < turns.size(); at++) {
      assertThat(Duration.between(turns.get(at - 1), turns.get(at)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  @DisplayName(
      "fault 20: a limit ends the call at once and names when to go on; nothing else is asked")
  void limit() {
    gitHub.breaks("POST .*/comments", 1, Reply.bareSecondaryLimit(403));
    MarkerResults results =
        show(line(1, Phase.DONE, "text", null), line(2, Phase.DONE, "text", null));

    assertThat(results.results()).isEmpty();
    assertThat(results.pausedUntil()).isEqualTo(clock.instant().plusSeconds(60));
    int asked = gitHub.requests().size();
    assertThat(show(line(2, Phase.DONE, "text", null)).pausedUntil()).isNotNull();
    assertThat(gitHub.requests()).hasSize(asked);
  }

  @Test
  @DisplayName("an issue that takes no marker is named with the reason; the next one is shown")
  void refused() {
    gitHub.breaks("POST .*/issues/1/comments", 1, Reply.error(403, "Issue is locked"));

    MarkerResults results =
        show(line(1, Phase.DONE, "text", null), line(2, Phase.DONE, "text", null));

    assertThat(results.results().getFirst().refusal()).contains("Issue is locked");
    assertThat(results.results().getLast().refusal()).isNull();
    assertThat(body(2)).contains("text");
  }

  @Test
  @DisplayName("a token that is not taken fails the call, and no token is ever written")
  void token() {
    assertThatThrownBy(() -> show("another-token", line(1, Phase.DONE, "text", null)))
        .isInstanceOf(GitHubProblem.class)
        .hasMessageNotContaining("another-token");

    show(line(1, Phase.DONE, "failed with " + FakeGitHub.TOKEN, null));

    assertThat(body(1)).contains("failed with ").doesNotContain(FakeGitHub.TOKEN);
  }
}
