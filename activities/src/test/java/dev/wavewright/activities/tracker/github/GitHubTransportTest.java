package dev.wavewright.activities.tracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.GitHubProblem.Kind;
import dev.wavewright.workflows.model.GitHubSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubTransportTest {
  private static final String ISSUE = "/repos/acme/api/issues/1";

  private final FakeGitHub gitHub = FakeGitHub.start();
  private final SettableClock clock = new SettableClock();
  private final GitHubAccess access =
      new GitHubAccess(new Redactor(), clock, null, clock::pass, GitHubAccess.PATIENCE);
  private final GitHubTransport transport = open(access, FakeGitHub.TOKEN);

  @BeforeEach
  void anIssue() {
    gitHub.repository("acme/api").issue("One", "text");
  }

  @AfterEach
  void close() {
    access.close();
    gitHub.close();
  }

  private GitHubTransport open(GitHubAccess shared, String token) {
    return shared.open(settings(), SecretText.of(token).orElseThrow());
  }

  private GitHubSettings settings() {
    return new GitHubSettings(
        gitHub.api(), "GITHUB_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS);
  }

  private TrackerUnavailable unavailable(GitHubTransport asking) {
    TrackerUnavailable thrown =
        catchThrowableOfType(TrackerUnavailable.class, () -> asking.get(ISSUE));
    assertThat(thrown).isNotNull();
    assertThat(thrown.getMessage()).doesNotContain(FakeGitHub.TOKEN);
    return thrown;
  }

  private GitHubProblem problem(Reply reply) {
    gitHub.breaks("GET " + ISSUE, 1, reply);
    GitHubProblem thrown = catchThrowableOfType(GitHubProblem.class, () -> transport.get(ISSUE));
    assertThat(thrown).isNotNull();
    assertThat(thrown.getMessage()).doesNotContain(FakeGitHub.TOKEN);
    return thrown;
  }

  @Test
  @DisplayName("a request is served and counted")
  void served() {
    assertThat(transport.get(ISSUE).text()).contains("\"title\":\"One\"");
    assertThat(transport.requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 408})
  @DisplayName("fault 19: an error of GitHub's own passes, after a short delay")
  void serverErrors(int status) {
    gitHub.breaks("GET", 1, Reply.error(status, "Oops " + FakeGitHub.TOKEN));
    assertThat(unavailable(transport).retryAfter())
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
    assertThat(transport.get(ISSUE).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("fault 19: an answer that is cut off, too slow or refused is no answer")
  void noAnswer() {
    gitHub.breaks("GET", 1, Reply.of(200, "{\"number\": 1, \"title\": \"cut\"}").cut());
    assertThat(unavailable(transport)).hasMessageContaining("did not arrive");

    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    gitHub.breaks(
        "GET",
        1,
        request -> {
          asked.countDown();
          await(done);
          return Reply.of(200, "{}");
        });
    try (GitHubAccess hurried =
        new GitHubAccess(new Redactor(), clock, null, clock::pass, Duration.ofMillis(500))) {
      assertThat(unavailable(open(hurried, FakeGitHub.TOKEN)).getMessage())
          .containsAnyOf("did not answer", "timed out");
      await(asked);
    } finally {
      done.countDown();
    }
    assertThat(gitHub.faultsLeft()).isZero();

    gitHub.close();
    assertThat(unavailable(transport)).hasMessageContaining("did not arrive");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429})
  @DisplayName("fault 20: a secondary limit rests the token for everybody until the named second")
  void secondary(int status) {
    gitHub.breaks("GET", 1, Reply.secondaryLimit(status, 37));
    GitHubTransport another = open(access, FakeGitHub.TOKEN);

    TrackerUnavailable first = unavailable(transport);
    assertThat(first.retryAfter()).isEqualTo(Duration.ofSeconds(37));
    assertThat(first)
        .hasMessageContaining("secondary limit")
        .hasMessageContaining("the variable GITHUB_TOKEN")
        .hasMessageContaining("2026-11-21T12:00:37Z");
    clock.pass(Duration.ofSeconds(30));
    assertThat(unavailable(another).retryAfter()).isEqualTo(Duration.ofSeconds(7));
    clock.pass(Duration.ofMillis(6_999));
    assertThat(unavailable(another).retryAfter()).isEqualTo(Duration.ofMillis(1));
    assertThat(gitHub.requests()).as("nobody asked GitHub meanwhile").hasSize(1);

    clock.pass(Duration.ofMillis(1));
    assertThat(another.get(ISSUE).status()).isEqualTo(200);
    assertThat(access.pauses().current()).isEmpty();
  }

  @Test
  @DisplayName("fault 20: the hourly limit ends at the reset, by GitHub's clock and not by ours")
  void primary() {
    // The server tells the time of day; the clock of this side stands elsewhere.
    gitHub.breaks("GET", 1, request -> Reply.primaryLimit(Instant.now().plusSeconds(3600)));
    Duration rest = unavailable(transport).retryAfter();
    assertThat(rest).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(61));
    assertThat(access.pauses().current())
        .singleElement()
        .satisfies(
            pause -> {
              assertThat(pause.until()).isEqualTo(clock.instant().plus(rest));
              assertThat(pause.reason()).contains("hourly limit");
            });
    clock.pass(rest);
    assertThat(transport.get(ISSUE).status()).isEqualTo(200);

    GitHubAnswer exact =
        new GitHubAnswer(
            403,
            Map.of(
                "date", List.of("Sat, 21 Nov 2026 13:30:00 GMT"),
                "x-ratelimit-remaining", List.of("0"),
                "x-ratelimit-reset",
                    List.of("" + Instant.parse("2026-11-21T13:50:34Z").getEpochSecond())),
            "");
    assertThat(LimitRule.find(exact, clock.instant()))
        .contains(new LimitRule.Limit("hourly limit", Duration.ofSeconds(1234)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "You have exceeded a secondary rate limit. Please wait a few minutes.",
        "You have triggered an abuse detection mechanism. Please wait a few minutes.",
        "API rate limit exceeded for 127.0.0.1."
      })
  @DisplayName("fault 20: where GitHub names no time, a token rests a minute, then twice as long")
  void bare(String words) {
    for (long seconds : new long[] {60, 120, 240, 480, 960, 960}) {
      gitHub.breaks("GET", 1, Reply.error(403, words));
      assertThat(unavailable(transport).retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
      clock.pass(Duration.ofSeconds(seconds));
    }
    assertThat(transport.get(ISSUE).status()).isEqualTo(200);
    gitHub.breaks("GET", 1, Reply.of(429, "no json"));
    assertThat(unavailable(transport).retryAfter()).isEqualTo(Duration.ofSeconds(60));
    assertThat(gitHub.faultsLeft()).isZero();
  }

  @Test
  @DisplayName(
      "fault 20: a rest holds for every worker process of the host, and for one that starts later")
  void ofOneHost(@TempDir Path folder) {
    gitHub.breaks("GET", 1, Reply.bareSecondaryLimit(403));
    try (GitHubAccess one = sharing(folder);
        GitHubAccess two = sharing(folder)) {
      assertThat(unavailable(open(one, FakeGitHub.TOKEN)).retryAfter()).hasSeconds(60);
      assertThat(unavailable(open(two, FakeGitHub.TOKEN)).retryAfter()).hasSeconds(60);
      assertThat(gitHub.requests()).as("the other did not ask").hasSize(1);
      assertThat(folder).isDirectoryContaining("glob:**.rest");

      clock.pass(Duration.ofMinutes(1));
      gitHub.breaks("GET", 1, Reply.bareSecondaryLimit(403));
      assertThat(unavailable(open(two, FakeGitHub.TOKEN)).retryAfter())
          .as("refusals in a row count together")
          .hasSeconds(120);
    }
    try (GitHubAccess later = sharing(folder)) {
      assertThat(unavailable(open(later, FakeGitHub.TOKEN))).hasMessageContaining("12:03:00Z");
      clock.pass(Duration.ofMinutes(2));
      assertThat(open(later, FakeGitHub.TOKEN).get(ISSUE).status()).isEqualTo(200);
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.rest");
  }

  private GitHubAccess sharing(Path folder) {
    return new GitHubAccess(new Redactor(), clock, folder, clock::pass, GitHubAccess.PATIENCE);
  }

  @Test
  @DisplayName("fault 20: one token's rest is not another's")
  void otherTokens() {
    gitHub.takesToken("another-token-of-the-fake");
    gitHub.breaks("GET", 1, Reply.secondaryLimit(403, 60));
    assertThat(unavailable(transport).retryAfter()).isEqualTo(Duration.ofSeconds(60));
    assertThat(open(access, "another-token-of-the-fake").get(ISSUE).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("a token that is not taken is named by its place, never shown")
  void badToken() {
    gitHub.refusesToken(FakeGitHub.TOKEN);
    assertThatThrownBy(() -> transport.get(ISSUE))
        .isInstanceOfSatisfying(
            GitHubProblem.class,
            thrown -> {
              assertThat(thrown.kind()).isEqualTo(Kind.CREDENTIALS);
              assertThat(thrown)
                  .hasMessageContaining("401 (Bad credentials)")
                  .hasMessageContaining("the variable GITHUB_TOKEN")
                  .hasMessageNotContaining(FakeGitHub.TOKEN);
            });
  }

  @Test
  @DisplayName("a missing right is told with what it needs and what the token has")
  void rights() {
    GitHubProblem fine =
        problem(
            Reply.error(403, "Resource not accessible by personal access token")
                .with("X-Accepted-GitHub-Permissions", "issues=read"));
    assertThat(fine.kind()).isEqualTo(Kind.PERMISSION);
    assertThat(fine).hasMessageContaining("needs: issues=read");

    GitHubProblem classic =
        problem(
            Reply.error(404, "Not Found")
                .with("X-Accepted-OAuth-Scopes", "repo")
                .with("X-OAuth-Scopes", "gist, read:org"));
    assertThat(classic.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(classic).hasMessageContaining("needs: repo; it has: gist, read:org");
  }

  @Test
  @DisplayName("fault 21: moved, deleted and refused are told apart, and nothing is followed")
  void lasting() {
    String place = gitHub.api() + "/repositories/7/issues/9";
    GitHubProblem moved = problem(Reply.error(301, "Moved Permanently").with("Location", place));
    assertThat(moved.kind()).isEqualTo(Kind.MOVED);
    assertThat(moved.movedTo()).hasToString(place);
    assertThat(problem(Reply.error(410, "This issue was deleted")).kind()).isEqualTo(Kind.GONE);
    assertThat(problem(Reply.error(409, "Conflict")).kind()).isEqualTo(Kind.CONFLICT);
    assertThat(problem(Reply.error(422, "Validation Failed")).kind()).isEqualTo(Kind.REFUSED);
    assertThat(gitHub.requests()).containsOnly("GET " + ISSUE);
  }

  @Test
  @DisplayName("S2: no other host gets the token, and no message shows it in any form")
  void otherHosts() {
    try (FakeGitHub other = FakeGitHub.start()) {
      for (String address :
          List.of(
              other.api() + ISSUE,
              gitHub.api().replace("http:", "https:") + ISSUE,
              gitHub.api().replace("//", "//user@") + ISSUE)) {
        assertThatThrownBy(() -> transport.get(address))
            .isInstanceOf(GitHubProblem.class)
            .hasMessageContaining("another host");
      }
      assertThat(other.requests()).isEmpty();
    }
    String long1 = "x".repeat(290) + FakeGitHub.TOKEN + "\u202E\u0007";
    assertThat(problem(Reply.error(422, long1)))
        .hasMessageNotContaining("canary")
        .hasMessageNotContaining("\u202E");
  }

  @Test
  @DisplayName("what is written is sent as JSON")
  void writes() {
    gitHub.route(
        "POST",
        "/repos/acme/api/issues/1/comments",
        request -> Reply.of(201, Map.of("body", request.body())));
    GitHubAnswer answer =
        transport.send("POST", ISSUE + "/comments", "{\"body\":\"né\"}", Map.of());
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text()).contains("né");
  }
}
