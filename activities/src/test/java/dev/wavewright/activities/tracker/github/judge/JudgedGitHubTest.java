package dev.wavewright.activities.tracker.github.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import dev.wavewright.activities.tracker.github.FakeGitHub;
import dev.wavewright.activities.tracker.github.FakeIssue;
import dev.wavewright.activities.tracker.github.FakeRepository;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.activities.tracker.github.GitHubProblem;
import dev.wavewright.activities.tracker.github.GitHubTransport;
import dev.wavewright.workflows.model.GitHubSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The GitHub of the tests")
class JudgedGitHubTest {
  private static final String HOME = "/repos/acme/api";

  private static GitHubTransport open(GitHubAccess access, FakeGitHub gitHub, String token) {
    return access.open(
        new GitHubSettings(gitHub.api(), "GITHUB_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS),
        SecretText.of(token).orElseThrow());
  }

  @Test
  @DisplayName("answers everything as GitHub's own description says")
  void byContract() {
    try (FakeGitHub gitHub = FakeGitHub.start();
        GitHubAccess access = new GitHubAccess(new Redactor(), Clock.systemUTC(), null)) {
      ContractListener judge = ContractListener.on(gitHub);
      furnish(gitHub);
      GitHubTransport transport = open(access, gitHub, FakeGitHub.TOKEN);
      for (String asked :
          List.of(
              "/issues?state=all&per_page=2",
              "/issues?state=all&per_page=2&page=2",
              "/issues?milestone=1&labels=sev1&sort=created&direction=asc&per_page=100",
              "/issues?milestone=7",
              "/issues/1",
              "/issues/2",
              "/issues/3",
              "/issues/4",
              "/issues/6",
              "/issues/99",
              "/issues/1/dependencies/blocked_by?per_page=100",
              "/issues/1/sub_issues?per_page=100",
              "/issues/1/events?per_page=100",
              "/milestones?state=all&per_page=100",
              "/collaborators?permission=push&per_page=100")) {
        ask(transport, HOME + asked);
      }

      assertThat(judge.judged()).isEqualTo(15);
      assertThat(judge.violations()).isEmpty();
    }
  }

  @Test
  @DisplayName("gives its limits and refusals in GitHub's form")
  void refusals() {
    try (FakeGitHub gitHub = FakeGitHub.start();
        GitHubAccess access = new GitHubAccess(new Redactor(), Clock.systemUTC(), null)) {
      ContractListener judge = ContractListener.on(gitHub);
      furnish(gitHub);
      GitHubTransport transport = open(access, gitHub, "not-the-token");
      ask(transport, HOME + "/issues");
      gitHub.breaks("GET", 1, FakeGitHub.Reply.primaryLimit(Instant.now().plusSeconds(30)));
      ask(transport, HOME + "/issues");

      assertThat(judge.judged()).isEqualTo(2);
      assertThat(judge.violations()).isEmpty();
    }
  }

  private static void furnish(FakeGitHub gitHub) {
    FakeRepository repository = gitHub.repository("acme/api");
    FakeIssue first = repository.issue("One", "text").milestone("m1").labels("sev1", "ui");
    repository.issue("Two", "Depends on #1").close("not_planned");
    repository.issue("Three", "text").pullRequest();
    repository.issue("Four", "text").delete();
    FakeIssue other = gitHub.repository("acme/web").issue("Elsewhere", "text");
    first.blockedBy(repository.issue("Five", "text").author("eve", "NONE")).subIssues(other);
    repository.issue("Six", "text").moveTo(other);
  }

  private static void ask(GitHubTransport transport, String path) {
    try {
      transport.get(path);
    } catch (GitHubProblem | TrackerUnavailable refused) {
      // The answer was heard, and that is what is judged.
    }
  }
}
