package dev.wavewright.activities.tracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.judge.ContractListener;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.TrackerSettings;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.tracker.TrackerActivities.HandOffRequest;
import dev.wavewright.workflows.tracker.TrackerActivities.HandOffResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandOffWriterTest {
  private static final RepositoryName API = new RepositoryName("acme/api");

  private final FakeGitHub gitHub = FakeGitHub.start();
  private final FakeWrites writes = new FakeWrites(gitHub);
  private final ContractListener judge = ContractListener.on(gitHub);
  private final SettableClock clock = new SettableClock();
  private final Redactor redactor = new Redactor();
  private final GitHubAccess access =
      new GitHubAccess(redactor, clock, null, clock::pass, GitHubAccess.PATIENCE);

  @BeforeEach
  void repository() {
    gitHub.repository(API.value());
  }

  @AfterEach
  void close() {
    access.close();
    gitHub.close();
    assertThat(judge.judged()).isPositive();
    assertThat(judge.violations()).isEmpty();
  }

  private HandOffResult handOver(String wave, String body) {
    GitHubSettings settings =
        new GitHubSettings(gitHub.api(), "GITHUB_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS);
    GitHubTransport transport =
        access.open(settings, SecretText.of(FakeGitHub.TOKEN).orElseThrow());
    return new HandOffWriter(transport, redactor)
        .handOver(
            new HandOffRequest(
                project(settings),
                new WaveId("shop", wave),
                Instant.parse("2026-01-02T03:04:05Z"),
                API,
                "main",
                "agent/main",
                "Wavewright: agent/main into main",
                body));
  }

  private static ProjectSettings project(GitHubSettings settings) {
    return new ProjectSettings(
        "shop",
        "/shop",
        null,
        List.of(
            new RepositorySettings(
                API,
                "https://github.com/acme/api.git",
                "main",
                "agent/main",
                1,
                List.of(),
                List.of(),
                List.of("true"),
                Duration.ofMinutes(1))),
        TrackerSettings.gitHub(settings),
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

  private String body() {
    assertThat(writes.pulls()).hasSize(1);
    return writes.pulls().getFirst().body();
  }

  @Test
  @DisplayName("one pull request is made; the same call again writes nothing")
  void once() {
    HandOffResult made = handOver("m1", "Closes acme/api#1");
    HandOffResult again = handOver("m1", "Closes acme/api#1");

    assertThat(made.url()).isEqualTo("https://github.com/acme/api/pull/100");
    assertThat(again.url()).isEqualTo(made.url());
    assertThat(again.writes()).isZero();
    assertThat(body()).contains("Closes acme/api#1");
  }

  @Test
  @DisplayName("an open one is renewed in place, and what people wrote around our part stays")
  void renewed() {
    handOver("m1", "first");
    writes.pulls().getFirst().edit("Reviewed by me.\n\n" + body() + "\n\nAnd below.");

    handOver("m1", "second");

    assertThat(body())
        .startsWith("Reviewed by me.")
        .endsWith("And below.")
        .contains("second")
        .doesNotContain("first");
  }

  @Test
  @DisplayName("each wave has a part of its own, so that none takes what another closes")
  void twoWaves() {
    handOver("m1", "Closes acme/api#1");
    handOver("m2", "Closes acme/api#2");

    assertThat(body()).contains("Closes acme/api#1", "Closes acme/api#2");
  }

  @Test
  @DisplayName("one that a person opened by hand gets our part behind its own text")
  void byHand() {
    writes.pull(API.value(), "agent/main", "main", "By hand.");

    HandOffResult result = handOver("m1", "ours");

    assertThat(result.url()).endsWith("/pull/100");
    assertThat(body()).startsWith("By hand.").contains("ours");
  }

  @Test
  @DisplayName("one of another branch is left alone")
  void anotherBranch() {
    writes.pull(API.value(), "feature", "main", "theirs");

    handOver("m1", "ours");

    assertThat(writes.pulls()).hasSize(2);
    assertThat(writes.pulls().getFirst().body()).isEqualTo("theirs");
  }

  @Test
  @DisplayName("after one was closed the next hand-off makes another")
  void closed() {
    handOver("m1", "first");
    writes.pulls().getFirst().close();

    handOver("m1", "second");

    assertThat(writes.pulls()).hasSize(2);
    assertThat(writes.pulls().getLast().body()).contains("second");
  }

  @Test
  @DisplayName("a branch with nothing new has no pull request, and that is no refusal")
  void nothingAhead() {
    writes.nothingAhead();

    HandOffResult result = handOver("m1", "text");

    assertThat(result.url()).isNull();
    assertThat(result.refused()).isFalse();
    assertThat(result.message()).contains("nothing that is not on main");
  }

  @Test
  @DisplayName("a lacking right is a refusal with the right's name; a limit names when to go on")
  void refusedOrPaused() {
    gitHub.breaks(
        "POST",
        1,
        Reply.error(403, "Resource not accessible by personal access token")
            .with("X-Accepted-GitHub-Permissions", "pull_requests=write"));
    HandOffResult refused = handOver("m1", "text");
    gitHub.breaks("POST", 1, Reply.secondaryLimit(429, 42));
    HandOffResult paused = handOver("m1", "text");

    assertThat(refused.refused()).isTrue();
    assertThat(refused.message()).contains("pull_requests=write");
    assertThat(paused.pausedUntil()).isEqualTo(clock.instant().plusSeconds(42));
    assertThat(writes.pulls()).isEmpty();
  }
}
