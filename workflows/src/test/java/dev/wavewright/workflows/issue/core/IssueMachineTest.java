package dev.wavewright.workflows.issue.core;

import static dev.wavewright.workflows.issue.core.Story.BASE;
import static dev.wavewright.workflows.issue.core.Story.LANDED;
import static dev.wavewright.workflows.issue.core.Story.commit;
import static dev.wavewright.workflows.issue.core.Story.limits;
import static dev.wavewright.workflows.issue.core.Story.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.core.IssueNews.Addressee;
import dev.wavewright.workflows.issue.core.IssueNews.CheckVerdict;
import dev.wavewright.workflows.issue.core.IssueNews.Ending;
import dev.wavewright.workflows.issue.core.IssueNews.LandingResult;
import dev.wavewright.workflows.issue.core.IssueNews.Operation;
import dev.wavewright.workflows.issue.core.IssueNews.OperationFailed;
import dev.wavewright.workflows.issue.core.IssueNews.Opinion;
import dev.wavewright.workflows.issue.core.IssueNews.Preparation;
import dev.wavewright.workflows.issue.core.IssueNews.RefusalCause;
import dev.wavewright.workflows.issue.core.IssueNews.Refused;
import dev.wavewright.workflows.issue.core.IssueNews.Rescued;
import dev.wavewright.workflows.issue.core.IssueNews.Retired;
import dev.wavewright.workflows.issue.core.IssueNews.Undeliverable;
import dev.wavewright.workflows.issue.core.IssueStep.Check;
import dev.wavewright.workflows.issue.core.IssueStep.End;
import dev.wavewright.workflows.issue.core.IssueStep.EnqueueMerge;
import dev.wavewright.workflows.issue.core.IssueStep.Prepare;
import dev.wavewright.workflows.issue.core.IssueStep.ReleaseLease;
import dev.wavewright.workflows.issue.core.IssueStep.RequestLeases;
import dev.wavewright.workflows.issue.core.IssueStep.Rescue;
import dev.wavewright.workflows.issue.core.IssueStep.Retire;
import dev.wavewright.workflows.issue.core.IssueStep.RunAgent;
import dev.wavewright.workflows.issue.core.IssueStep.StopAgent;
import dev.wavewright.workflows.issue.core.IssueStep.TellWave;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssueMachineTest {
  private static final IssueStep RELEASE_FIRST_IN_FLIGHT =
      new ReleaseLease(LeaseKind.IN_FLIGHT, token(1));
  private static final IssueStep RELEASE_FIRST_SESSION =
      new ReleaseLease(LeaseKind.SESSION, token(2));

  @Nested
  class MainLine {
    @Test
    @DisplayName("A clean issue asks once for both leases and is led to its landing")
    void cleanIssue() {
      Story story = new Story(false);
      assertThat(story.begin())
          .containsExactly(new RequestLeases(1, true, true, Round.IMPLEMENT, true));
      assertThat(story.progress().reason()).isEqualTo(WaitReason.BEHIND_IN_QUEUE);
      assertThat(story.grant()).containsExactly(new Prepare());
      assertThat(story.prepared())
          .containsExactly(new RunAgent(Round.IMPLEMENT, 1, 1, token(2), "", List.of()));
      assertThat(story.agentCommits(1)).containsExactly(new Check(commit(1), 1));
      assertThat(story.checked(CheckVerdict.GREEN))
          .containsExactly(new EnqueueMerge(1, commit(1), BASE, "verdict", token(1), 1));
      assertThat(story.progress().phase()).isEqualTo(Phase.MERGE_QUEUED);
      assertThat(story.tell(new IssueNews.LandingBegan(1))).isEmpty();
      assertThat(story.progress().phase()).isEqualTo(Phase.MERGING);
      assertThat(story.landing(LandingResult.LANDED))
          .containsExactly(new Retire(), new TellWave(Phase.DONE, null, LANDED));
      assertThat(story.tell(new Retired(null))).containsExactly(new End());
      assertThat(story.progress().phase()).isEqualTo(Phase.DONE);
    }

    @Test
    @DisplayName(
        "A review takes a session lease of its own; only an approval leads to the merge queue")
    void reviewedIssue() {
      Story story = new Story(true).upToCheck();
      assertThat(story.checked(CheckVerdict.GREEN))
          .containsExactly(new RequestLeases(2, false, true, Round.REVIEW, false));
      assertThat(story.progress().phase()).isEqualTo(Phase.REVIEWING);
      assertThat(story.grant())
          .containsExactly(new RunAgent(Round.REVIEW, 2, 1, token(4), "", List.of()));
      assertThat(story.review(Opinion.APPROVE)).singleElement().isInstanceOf(EnqueueMerge.class);
    }

    @Test
    @DisplayName("Changes asked for go to the implementing agent, are checked and reviewed again")
    void reviewChanges() {
      Story story = new Story(true).upToMergeTurn();
      story.grant();
      assertThat(story.review(Opinion.CHANGES))
          .containsExactly(new RequestLeases(3, false, true, Round.ADDRESS_REVIEW, false));
      assertThat(story.grant())
          .containsExactly(
              new RunAgent(Round.ADDRESS_REVIEW, 3, 1, token(6), "findings", List.of()));
      assertThat(story.agentCommits(2)).containsExactly(new Check(commit(2), 1));
      assertThat(story.checked(CheckVerdict.GREEN))
          .containsExactly(new RequestLeases(4, false, true, Round.REVIEW, false));
      story.grant();
      story.review(Opinion.CHANGES);
      assertThat(story.progress().evidence().reason()).isEqualTo(WaitReason.REVIEW_NOT_APPROVED);
      assertThat(story.progress().evidence().logTail()).isEqualTo("findings");
    }

    @Test
    @DisplayName("A review without a verdict is asked for once more and is never an approval")
    void reviewGaps() {
      Story story = new Story(true).upToMergeTurn();
      story.grant();
      assertThat(story.review(Opinion.NO_VERDICT))
          .containsExactly(new RequestLeases(3, false, true, Round.REVIEW, false));
      story.grant();
      story.tell(
          new IssueNews.AgentEnded(
              Ending.RUN_TIMED_OUT, null, null, Opinion.APPROVE, "", "", "too late"));
      assertThat(story.progress().evidence().reason()).isEqualTo(WaitReason.REVIEW_NOT_APPROVED);
    }

    @Test
    @DisplayName("An issue that landed earlier is done at once and gives both leases back")
    void landedEarlier() {
      Story story = new Story(false);
      story.begin();
      story.grant();
      assertThat(story.prepared(Preparation.ALREADY_LANDED))
          .containsExactly(
              new Retire(),
              new TellWave(Phase.DONE, null, LANDED),
              RELEASE_FIRST_SESSION,
              RELEASE_FIRST_IN_FLIGHT);
    }
  }

  @Nested
  class Parking {
    @ParameterizedTest
    @DisplayName("What cannot be prepared parks with its reason and gives both leases back")
    @CsvSource({
      "TEXT_CHANGED,ISSUE_TEXT_CHANGED,NEEDS_INPUT",
      "CLAIMED_ELSEWHERE,CLAIMED_ELSEWHERE,PARKED",
      "FAILED,PREPARATION_FAILED,PARKED"
    })
    void unprepared(Preparation preparation, WaitReason reason, Phase phase) {
      Story story = new Story(false);
      story.begin();
      story.grant();
      assertThat(story.prepared(preparation))
          .containsExactly(RELEASE_FIRST_IN_FLIGHT, RELEASE_FIRST_SESSION, new Rescue());
      assertThat(story.progress().phase()).isEqualTo(phase);
      assertThat(story.progress().evidence().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @DisplayName("ML5: a landing that can not go on parks with the fitting reason")
    @CsvSource({
      "NO_VERDICT,CHECK_GAVE_NO_VERDICT",
      "BRANCH_CLOSED,BRANCH_CLOSED",
      "WITHDRAWN,INTERNAL_ERROR",
      "REFUSED,LANDING_REFUSED"
    })
    void unlanded(LandingResult result, WaitReason reason) {
      Story story = new Story(false).upToMergeTurn();
      story.landing(result);
      assertThat(story.progress().evidence().reason()).isEqualTo(reason);
      assertThat(story.progress().evidence().detail()).contains("landing said " + result);
    }

    @Test
    @DisplayName(
        "S1: a run that failed unseen has its agent ended before its session lease is freed")
    void unseenFailure() {
      Story story = new Story(false).upToAgent();
      assertThat(story.tell(new OperationFailed(Operation.RUN_AGENT, "lost")))
          .containsExactly(new StopAgent());
      assertThat(story.tell(new IssueNews.StopDelivered()))
          .containsExactly(RELEASE_FIRST_IN_FLIGHT, new Rescue());
      assertThat(story.tell(new Rescued(null)))
          .containsExactly(
              RELEASE_FIRST_SESSION, new TellWave(Phase.PARKED, WaitReason.INTERNAL_ERROR, null));
    }

    @Test
    @DisplayName("A retry has fresh rounds and goes on at the check when there is a commit")
    void retryAtTheCheck() {
      Story story = new Story(false, limits(1, 1, 0, 0)).upToCheck();
      story.checked(CheckVerdict.RED);
      story.grant();
      story.agentCommits(2);
      story.checked(CheckVerdict.RED);
      story.tell(new Rescued("r"));
      assertThat(story.tell(new IssueNews.RetryAsked()))
          .containsExactly(
              new TellWave(Phase.QUEUED, null, null),
              new RequestLeases(3, true, false, Round.IMPLEMENT, false));
      assertThat(story.progress().counts().checkRounds()).isZero();
      assertThat(story.grant()).containsExactly(new Prepare());
      assertThat(story.prepared()).containsExactly(new Check(commit(2), 1));
      assertThat(story.checked(CheckVerdict.RED))
          .containsExactly(new RequestLeases(4, false, true, Round.REPAIR_CHECK, false));
    }

    @Test
    @DisplayName("A retry without a commit asks for both leases and starts the agent again")
    void retryFromTheStart() {
      Story story = new Story(false).upToParked();
      assertThat(story.tell(new IssueNews.RetryAsked()))
          .contains(new RequestLeases(2, true, true, Round.IMPLEMENT, false));
      story.grant();
      assertThat(story.prepared()).singleElement().isInstanceOf(RunAgent.class);
    }

    @Test
    @DisplayName(
        "A retry after a changed text drops the old work and agrees to the text that was seen")
    void retryTakesTheNewText() {
      Story story = new Story(false).upToMergeTurn();
      story.landing(LandingResult.BRANCH_CLOSED);
      story.tell(new Rescued(null));
      story.tell(new IssueNews.RetryAsked());
      story.grant();
      story.prepared(Preparation.TEXT_CHANGED);
      assertThat(story.progress().work().textDigest()).isEqualTo("digest");
      story.tell(new Rescued(null));
      assertThat(story.tell(new IssueNews.RetryAsked()))
          .contains(new RequestLeases(3, true, true, Round.IMPLEMENT, false));
    }

    @Test
    @DisplayName("A retry asked for while the work is being saved is not lost")
    void earlyRetry() {
      Story story = new Story(false).upToAgent();
      story.tell(new OperationFailed(Operation.RUN_AGENT, "lost"));
      story.tell(new IssueNews.StopDelivered());
      assertThat(story.tell(new IssueNews.RetryAsked())).isEmpty();
      assertThat(story.tell(new Rescued(null)))
          .contains(new RequestLeases(2, true, true, Round.IMPLEMENT, false));
    }

    @Test
    @DisplayName("Skip ends a parked issue and nothing else; retry and skip are ignored elsewhere")
    void skip() {
      Story story = new Story(false).upToAgent();
      assertThat(story.tell(new IssueNews.SkipAsked("ada"))).isEmpty();
      assertThat(story.tell(new IssueNews.RetryAsked())).isEmpty();
      Story parked = new Story(false).upToParked();
      assertThat(parked.tell(new IssueNews.SkipAsked("ada"))).containsExactly(new Retire());
      assertThat(parked.tell(new Retired("r2")))
          .containsExactly(new TellWave(Phase.SKIPPED, null, null), new End());
    }

    @Test
    @DisplayName(
        "Nobody at the gate or the merge queue parks with an action instead of waiting for ever")
    void undeliverable() {
      Story story = new Story(false);
      story.begin();
      assertThat(story.tell(new Undeliverable(Addressee.GATE, "no gate: wavewright up")))
          .containsExactly(new TellWave(Phase.PARKED, WaitReason.INTERNAL_ERROR, null));
      Story queued = new Story(false).upToMergeTurn();
      queued.tell(new Undeliverable(Addressee.MERGE_QUEUE, "no queue"));
      assertThat(queued.progress().evidence().reason()).isEqualTo(WaitReason.INTERNAL_ERROR);
    }
  }

  @Test
  @DisplayName(
      "C7: an issue that others wait for leaves its place to the wave; the landing frees nothing")
  void leavesItsPlaceToTheWave() {
    Story story = Story.withDependents().upToCheck();
    assertThat(story.checked(CheckVerdict.GREEN))
        .containsExactly(new EnqueueMerge(1, commit(1), BASE, "verdict", null, 1));
    assertThat(story.landing(LandingResult.LANDED))
        .containsExactly(new Retire(), new TellWave(Phase.DONE, null, LANDED, token(1)));
    assertThat(story.tell(new Retired(null))).containsExactly(new End());
  }

  @Test
  @DisplayName("R5: an issue whose wave is gone gives back itself what it left to it, once")
  void waveIsGone() {
    Story story = Story.withDependents().upToMergeTurn();
    story.landing(LandingResult.LANDED);
    IssueNews nobody = new IssueNews.Undeliverable(IssueNews.Addressee.WAVE, "it has ended");
    assertThat(story.tell(nobody)).containsExactly(RELEASE_FIRST_IN_FLIGHT);
    assertThat(story.tell(nobody)).isEmpty();
    assertThat(story.tell(new Retired(null))).containsExactly(new End());
  }

  @Test
  @DisplayName("Stale tickets, approvals and answers change nothing")
  void staleNews() {
    Story story = new Story(false).upToCheck();
    story.checked(CheckVerdict.RED);
    IssueProgress before = story.progress();
    assertThat(story.tell(new IssueNews.Granted(1, Story.HOST, token(1), token(2)))).isEmpty();
    assertThat(story.tell(new Refused(1, RefusalCause.EXPIRED, ""))).isEmpty();
    assertThat(story.tell(new IssueNews.LandingBegan(0))).isEmpty();
    assertThat(story.landing(LandingResult.LANDED)).isEmpty();
    assertThat(story.checked(CheckVerdict.GREEN)).isEmpty();
    assertThat(story.tell(new Retired("x"))).isEmpty();
    assertThat(story.begin()).isEmpty();
    assertThat(story.progress()).isEqualTo(before);
  }
}
