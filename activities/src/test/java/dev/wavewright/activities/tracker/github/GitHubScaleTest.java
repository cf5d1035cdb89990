package dev.wavewright.activities.tracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.PlanActivities.TrackerReading;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GitHubScaleTest {
  @Test
  @DisplayName("10,000 open issues are read page by page; more than a plan holds is refused")
  void tenThousand() {
    try (FakeGitHub gitHub = FakeGitHub.start();
        GitHubAccess access = new GitHubAccess(new Redactor(), new SettableClock(), null)) {
      FakeRepository api = gitHub.repository("acme/api");
      String text = "x".repeat(4_000);
      for (long number = 1; number <= 10_000; number++) {
        FakeIssue issue = api.issue(number, "Issue " + number, text);
        if (number > 9_900 && number % 2 == 0) {
          issue.labels("ready");
        }
      }
      GitHubSettings settings =
          new GitHubSettings(gitHub.api(), "GITHUB_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS);
      GitHubTransport transport =
          access.open(settings, SecretText.of(FakeGitHub.TOKEN).orElseThrow());
      GitHubTracker tracker =
          new GitHubTracker(transport, settings, List.of(new RepositoryName("acme/api")));

      TrackerReading all = tracker.readIssues(new Wanted(List.of(), null, null, true));
      assertThat(all.issues()).isEmpty();
      assertThat(all.refusals())
          .containsExactly(
              "these are 10000 issues, more than one plan can hold: narrow the selection with"
                  + " --milestone, --label or --issues");
      assertThat(transport.requests()).isBetween(101, 110);

      assertThat(tracker.readIssues(new Wanted(List.of(), null, "ready", false)).issues())
          .hasSize(50);
    }
  }
}
