package dev.wavewright.workflows.issue.core;

import static dev.wavewright.workflows.issue.core.Story.BASE;
import static dev.wavewright.workflows.issue.core.Story.commit;
import static dev.wavewright.workflows.issue.core.Story.limits;
import static dev.wavewright.workflows.issue.core.Story.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.core.IssueNews.CheckVerdict;
import dev.wavewright.workflows.issue.core.IssueNews.Ending;
import dev.wavewright.workflows.issue.core.IssueNews.LandingResult;
import dev.wavewright.workflows.issue.core.IssueNews.Rescued;
import dev.wavewright.workflows.issue.core.IssueStep.Check;
import dev.wavewright.workflows.issue.core.IssueStep.EnqueueMerge;
import dev.wavewright.workflows.issue.core.IssueStep.ReleaseLease;
import dev.wavewright.workflows.issue.core.IssueStep.RequestLeases;
import dev.wavewright.workflows.issue.core.IssueStep.Rescue;
import dev.wavewright.workflows.issue.core.IssueStep.RunAgent;
import dev.wavewright.workflows.issue.core.IssueStep.TellWave;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounds of repair, and runs and checks that are tried again. */
class IssueRepairsTest {
  private static final IssueStep RELEASE_FIRST_IN_FLIGHT =
      new ReleaseLease(LeaseKind.IN_FLIGHT, token(1));

  @Test
  @DisplayName("A red check goes back to the agent with the log, then parks with log and exit code")
  void redChecks() {
    Story story = new Story(false).upToCheck();
    for (int round = 1; round <= 2; round++) {
      assertThat(story.checked(CheckVerdict.RED))
          .containsExactly(new RequestLeases(1 + round, false, true, Round.REPAIR_CHECK, false));
      assertThat(story.grant())
          .containsExactly(
              new RunAgent(
                  Round.REPAIR_CHECK,
                  1 + round,
                  1,
                  token(2L * (1 + round)),
                  "check's log",
                  List.of()));
      story.agentCommits(1 + round);
    }
    assertThat(story.checked(CheckVerdict.RED))
        .containsExactly(RELEASE_FIRST_IN_FLIGHT, new Rescue());
    assertThat(story.tell(new Rescued("refs/rescue/1")))
        .containsExactly(new TellWave(Phase.PARKED, WaitReason.CHECK_FAILED, null));
    assertThat(story.progress().evidence().exitCode()).isEqualTo(1);
    assertThat(story.progress().evidence().logTail()).isEqualTo("check's log");
    assertThat(story.progress().evidence().rescueRef()).isEqualTo("refs/rescue/1");
  }

  @Test
  @DisplayName(
      "M12: a check without a verdict runs once more, then parks; it is never red or green")
  void checkGaps() {
    Story story = new Story(false).upToCheck();
    assertThat(story.checked(CheckVerdict.NO_VERDICT)).containsExactly(new Check(commit(1), 1));
    story.checked(CheckVerdict.NO_VERDICT);
    assertThat(story.progress().evidence().reason()).isEqualTo(WaitReason.CHECK_GAVE_NO_VERDICT);
    assertThat(story.progress().counts().checkRounds()).isZero();
  }

  @Test
  @DisplayName("A conflict goes back with both sides, whoever finds it; the repair is checked anew")
  void conflicts() {
    Story story = new Story(false, limits(3, 2, 1, 2)).upToCheck();
    assertThat(story.checkConflicts())
        .containsExactly(new RequestLeases(2, false, true, Round.RESOLVE_CONFLICT, false));
    story.grant();
    story.agentCommits(2);
    story.checked(CheckVerdict.GREEN);
    story.landing(LandingResult.CONFLICT);
    assertThat(story.grant())
        .singleElement()
        .isInstanceOfSatisfying(
            RunAgent.class, run -> assertThat(run.conflicts()).containsExactly(Story.CONFLICT));
    assertThat(story.agentCommits(3)).containsExactly(new Check(commit(3), 1));
    assertThat(story.checked(CheckVerdict.GREEN))
        .containsExactly(new EnqueueMerge(2, commit(3), BASE, "verdict", token(1), 1));
    story.landing(LandingResult.CONFLICT);
    assertThat(story.progress().evidence().reason()).isEqualTo(WaitReason.CONFLICT);
  }

  @Test
  @DisplayName("A red gate counts as a check round and carries the gate's log")
  void redGate() {
    Story story = new Story(false).upToMergeTurn();
    story.landing(LandingResult.CHECK_FAILED);
    assertThat(story.progress().counts().checkRounds()).isEqualTo(1);
    assertThat(story.grant())
        .singleElement()
        .isInstanceOfSatisfying(
            RunAgent.class, run -> assertThat(run.feedback()).isEqualTo("gate's log"));
  }

  @ParameterizedTest
  @DisplayName("A failed run is repeated under a new session lease up to the limit, then parks")
  @EnumSource(
      value = Ending.class,
      names = {"FINISHED"},
      mode = EnumSource.Mode.EXCLUDE)
  void failedRuns(Ending ending) {
    Story story = new Story(false).upToAgent();
    for (int attempt = 2; attempt <= 3; attempt++) {
      assertThat(story.agent(ending, commit(9)))
          .containsExactly(new RequestLeases(attempt, false, true, Round.IMPLEMENT, false));
      assertThat(story.grant())
          .containsExactly(
              new RunAgent(Round.IMPLEMENT, attempt, attempt, token(2L * attempt), "", List.of()));
    }
    story.agent(ending, null);
    assertThat(story.progress().evidence().reason()).isEqualTo(WaitReason.AGENT_FAILED);
    if (ending == Ending.FAILED) {
      assertThat(story.progress().evidence().detail())
          .as("what failed is said once")
          .isEqualTo("m");
    }
  }

  @Test
  @DisplayName("The merge that is checked after a failed run carries the attempt that made it")
  void attemptOfTheCheck() {
    Story story = new Story(false).upToAgent();
    story.agent(Ending.FAILED, null);
    story.grant();
    assertThat(story.agentCommits(2)).containsExactly(new Check(commit(2), 2));
  }

  @Test
  @DisplayName("An empty diff is not success: it counts as a failed run and parks in the end")
  void emptyDiff() {
    Story story = new Story(false, limits(1, 0, 0, 0)).upToAgent();
    assertThat(story.agent(Ending.FINISHED, null))
        .containsExactly(RELEASE_FIRST_IN_FLIGHT, new Rescue());
    assertThat(story.progress().evidence().reason()).isEqualTo(WaitReason.AGENT_MADE_NO_CHANGE);
  }
}
