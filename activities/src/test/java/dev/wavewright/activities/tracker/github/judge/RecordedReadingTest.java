package dev.wavewright.activities.tracker.github.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.activities.tracker.github.GitHubTracker;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.PlanActivities.TrackedIssue;
import dev.wavewright.workflows.wave.PlanActivities.TrackerReading;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the reader's issues with what a naive look at the recorded bytes gives. */
@DisplayName("Recorded issues")
class RecordedReadingTest {
  private static final GitHubContract CONTRACT = GitHubContract.load();

  @ParameterizedTest
  @ValueSource(strings = {"octokit-paginate-issues", "github3-Repository_issues_state_all"})
  @DisplayName("are read without loss: every open one from the pages, no pull request")
  void pages(String name) {
    Recording recording = Recording.named(name);
    readsAllOpen(recording);
  }

  @ParameterizedTest
  @ValueSource(strings = {"octokit-paginate-issues", "github3-Repository_issues_state_all"})
  @DisplayName("are read without loss one by one, closed ones with why, and pull requests refused")
  void oneByOne(String name) {
    readsOneByOne(Recording.named(name));
  }

  @Test
  @EnabledIfSystemProperty(named = "github.recordings", matches = ".+")
  @DisplayName("of a clone of hub4j/github-api (-Dgithub.recordings) are read without loss")
  void hub4j() {
    Path tests =
        Path.of(
            System.getProperty("github.recordings", ""), "src/test/resources/org/kohsuke/github");
    Path folder = tests.resolve("AppTest/wiremock/testListIssues");
    Recording recording = Recording.ofWireMock(folder, Clock.systemUTC());
    assertThat(recording.issues()).hasSizeGreaterThan(600);
    readsOneByOne(recording);
  }

  private static void readsAllOpen(Recording recording) {
    List<Seen> expected = new ArrayList<>();
    for (JsonNode one : recording.issues()) {
      if (one.path("state").asText().equals("open") && !one.hasNonNull("pull_request")) {
        expected.add(Seen.naively(one));
      }
    }
    assertThat(expected).isNotEmpty();

    TrackerReading reading = read(recording, new Wanted(List.of(), null, null, true));

    assertThat(reading.refusals()).isEmpty();
    assertThat(seen(reading, expected)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static void readsOneByOne(Recording recording) {
    List<Seen> expected = new ArrayList<>();
    List<IssueKey> keys = new ArrayList<>();
    Set<String> pullRequests = new TreeSet<>();
    for (JsonNode one : recording.issues()) {
      Seen naive = Seen.naively(one);
      keys.add(new IssueKey(naive.key()));
      if (one.hasNonNull("pull_request")) {
        pullRequests.add(naive.key() + " is a pull request and no issue");
      } else {
        expected.add(naive);
      }
    }

    TrackerReading reading = read(recording, new Wanted(keys, null, null, false));

    assertThat(reading.refusals()).isEmpty();
    assertThat(seen(reading, expected)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(reading.warnings()).containsAll(pullRequests);
  }

  private static TrackerReading read(Recording recording, Wanted wanted) {
    try (ReplayServer server = ReplayServer.of(recording);
        GitHubAccess access = new GitHubAccess(new Redactor(), Clock.systemUTC(), null)) {
      GitHubSettings settings =
          new GitHubSettings(server.api(), "GITHUB_TOKEN", null, GitHubSettings.Trust.ANYONE);
      TrackerReading reading =
          new GitHubTracker(
                  access.open(settings, SecretText.of("a-token-of-a-test").orElseThrow()),
                  settings,
                  List.of(new RepositoryName(repository(recording.issues().get(0)))))
              .readIssues(wanted);
      assertThat(server.heard().stream().map(RecordedReadingTest::request).flatMap(List::stream))
          .isEmpty();
      return reading;
    }
  }

  /** What is wrong with a request; the answers are of another time, and are judged elsewhere. */
  private static List<String> request(Exchange exchange) {
    return CONTRACT.violations(exchange).stream()
        .filter(violation -> !violation.contains(": the answer "))
        .toList();
  }

  /** What was read under the keys that are expected; references may bring in others. */
  private static List<Seen> seen(TrackerReading reading, List<Seen> expected) {
    Set<String> keys = new TreeSet<>(expected.stream().map(Seen::key).toList());
    return reading.issues().stream()
        .filter(issue -> keys.contains(issue.key().value()))
        .map(Seen::by)
        .toList();
  }

  private static String repository(JsonNode issue) {
    return issue.path("repository_url").asText().replaceFirst(".*/repos/", "");
  }

  /** All of an issue that a plan is made of. */
  private record Seen(
      String key,
      String title,
      String page,
      String digest,
      List<String> labels,
      String milestone,
      boolean open,
      boolean done) {
    static Seen by(TrackedIssue issue) {
      return new Seen(
          issue.key().value(),
          issue.title(),
          issue.source(),
          issue.digest(),
          issue.labels(),
          String.valueOf(issue.milestone()),
          issue.open(),
          issue.closedAsCompleted());
    }

    static Seen naively(JsonNode issue) {
      List<String> labels = new ArrayList<>();
      issue.path("labels").forEach(label -> labels.add(label.path("name").asText()));
      boolean open = issue.path("state").asText().equals("open");
      String reason = issue.path("state_reason").asText("completed");
      return new Seen(
          repository(issue) + "#" + issue.path("number").asInt(),
          issue.path("title").asText().strip(),
          issue.path("html_url").asText(),
          sha256(issue.path("body").isNull() ? "" : issue.path("body").asText()),
          labels,
          issue.path("milestone").path("title").asText("null"),
          open,
          !open && Stream.of("completed", "null").anyMatch(reason::equals));
    }

    private static String sha256(String text) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
