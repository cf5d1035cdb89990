package dev.wavewright.activities.tracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.PlanActivities.TrackerReading;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubScaleTest {
  private static final int ISSUES = 10_000;
  private static final List<String> REFUSAL =
      List.of(
          "these are 10000 issues, more than one plan can hold: narrow the selection with"
              + " --milestone, --label or --issues");

  private static void read(int lengthOfText, Consumer<GitHubTransport> reading) {
    try (FakeGitHub gitHub = FakeGitHub.start();
        GitHubAccess access = new GitHubAccess(new Redactor(), new SettableClock(), null)) {
      FakeRepository api = gitHub.repository("acme/api");
      String text = "x".repeat(lengthOfText);
      for (long number = 1; number <= ISSUES; number++) {
        FakeIssue issue = api.issue(number, "Issue " + number, text);
        if (number > 9_900 && number % 2 == 0) {
          issue.labels("ready");
        }
      }
      reading.accept(
          access.open(settings(gitHub.api()), SecretText.of(FakeGitHub.TOKEN).orElseThrow()));
    }
  }

  private static GitHubSettings settings(String api) {
    return new GitHubSettings(api, "GITHUB_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS);
  }

  private static TrackerReading ask(GitHubTransport transport, Wanted wanted) {
    return new GitHubTracker(
            transport, settings(transport.api()), List.of(new RepositoryName("acme/api")))
        .readIssues(wanted);
  }

  @Test
  @DisplayName("10,000 open issues are read page by page; more than a plan holds is refused")
  void tenThousand() {
    read(
        4_000,
        transport -> {
          TrackerReading all = ask(transport, new Wanted(List.of(), null, null, true));
          assertThat(all.issues()).isEmpty();
          assertThat(all.refusals()).isEqualTo(REFUSAL);
          assertThat(transport.requests()).isBetween(101, 110);

          assertThat(ask(transport, new Wanted(List.of(), null, "ready", false)).issues())
              .hasSize(50);
        });
  }

  @Test
  @DisplayName("10,000 open issues with 160 MB of text are read within a heap of 64 MB")
  void flatMemory(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                InLittleMemory.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> read(output)).isZero();
  }

  private static String read(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads them all; its heap would not hold their texts. */
  static final class InLittleMemory {
    private InLittleMemory() {}

    public static void main(String[] arguments) {
      GitHubScaleTest.read(
          16_000,
          transport ->
              assertThat(ask(transport, new Wanted(List.of(), null, null, true)).refusals())
                  .isEqualTo(REFUSAL));
      System.exit(0);
    }
  }
}
