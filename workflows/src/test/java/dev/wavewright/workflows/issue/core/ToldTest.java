package dev.wavewright.workflows.issue.core;

import static dev.wavewright.workflows.issue.core.Story.commit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.core.IssueNews.CheckVerdict;
import dev.wavewright.workflows.issue.core.IssueNews.Ending;
import dev.wavewright.workflows.issue.core.IssueNews.LandingResult;
import dev.wavewright.workflows.issue.core.IssueNews.Opinion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What sent an issue back to its agent is told while the agent works on it, and no longer. */
class ToldTest {
  private static void toldUntilTheNextCheck(Story story, String what) {
    assertThat(told(story)).as("while it waits for a session").isEqualTo(what);
    story.grant();
    assertThat(told(story)).as("while the agent works").isEqualTo(what);
    story.agentCommits(2);
    assertThat(told(story)).as("when the agent is done").isEmpty();
  }

  private static String told(Story story) {
    return story.progress().evidence().detail();
  }

  @Test
  @DisplayName("A red check is told with its round")
  void redCheck() {
    Story story = new Story(false).upToCheck();
    story.checked(CheckVerdict.RED);
    toldUntilTheNextCheck(story, "the check failed, back to the agent (round 1 of 2)");
  }

  @Test
  @DisplayName("A red gate is told like a red check")
  void redGate() {
    Story story = new Story(false).upToMergeTurn();
    story.landing(LandingResult.CHECK_FAILED);
    toldUntilTheNextCheck(story, "the check failed, back to the agent (round 1 of 2)");
  }

  @Test
  @DisplayName("A conflict names the landed issue and the path, before the check and at the gate")
  void conflict() {
    String what =
        "it conflicts with landed acme/api#4 Rename in a.txt, back to the agent (round 1 of 1)";
    Story checked = new Story(false).upToCheck();
    checked.checkConflicts();
    toldUntilTheNextCheck(checked, what);
    Story atTheGate = new Story(false).upToMergeTurn();
    atTheGate.landing(LandingResult.CONFLICT);
    toldUntilTheNextCheck(atTheGate, what);
  }

  @Test
  @DisplayName("A reviewer's changes are told")
  void changes() {
    Story story = new Story(true).upToCheck();
    story.checked(CheckVerdict.GREEN);
    story.grant();
    story.review(Opinion.CHANGES);
    toldUntilTheNextCheck(story, "the reviewer asks for changes, back to the agent (round 1 of 1)");
  }

  @Test
  @DisplayName("A failed attempt is told during the next one")
  void failedAttempt() {
    Story story = new Story(false).upToAgent();
    story.agent(Ending.FAILED, commit(1));
    toldUntilTheNextCheck(story, "attempt 1 failed: m");
  }
}
