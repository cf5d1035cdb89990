package dev.wavewright.workflows.issue.core;

import static dev.wavewright.workflows.issue.core.Story.LANDED;
import static dev.wavewright.workflows.issue.core.Story.commit;
import static dev.wavewright.workflows.issue.core.Story.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.core.IssueNews.CheckVerdict;
import dev.wavewright.workflows.issue.core.IssueNews.Ending;
import dev.wavewright.workflows.issue.core.IssueNews.LandingResult;
import dev.wavewright.workflows.issue.core.IssueNews.Operation;
import dev.wavewright.workflows.issue.core.IssueNews.OperationFailed;
import dev.wavewright.workflows.issue.core.IssueNews.RefusalCause;
import dev.wavewright.workflows.issue.core.IssueNews.Refused;
import dev.wavewright.workflows.issue.core.IssueNews.Retired;
import dev.wavewright.workflows.issue.core.IssueStep.CallOff;
import dev.wavewright.workflows.issue.core.IssueStep.CancelTicket;
import dev.wavewright.workflows.issue.core.IssueStep.End;
import dev.wavewright.workflows.issue.core.IssueStep.ReleaseLease;
import dev.wavewright.workflows.issue.core.IssueStep.RequestLeases;
import dev.wavewright.workflows.issue.core.IssueStep.Retire;
import dev.wavewright.workflows.issue.core.IssueStep.StopAgent;
import dev.wavewright.workflows.issue.core.IssueStep.TellWave;
import dev.wavewright.workflows.issue.core.IssueStep.WithdrawMerge;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.OnExpiry;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How an issue ends before it has landed: cancelled, expired, its ticket taken. */
class IssueLeavingTest {
  private static final IssueStep RELEASE_FIRST_IN_FLIGHT =
      new ReleaseLease(LeaseKind.IN_FLIGHT, token(1));
  private static final IssueStep RELEASE_FIRST_SESSION =
      new ReleaseLease(LeaseKind.SESSION, token(2));

  private static final IssueNews CANCEL = new IssueNews.CancelAsked("ada");

  @Test
  @DisplayName("C9: a cancel in the queue takes the ticket back and ends")
  void whileQueued() {
    Story story = new Story(false);
    story.begin();
    assertThat(story.tell(CANCEL))
        .containsExactly(new CancelTicket(1), new TellWave(Phase.CANCELLED, null, null), new End());
  }

  @Test
  @DisplayName(
      "A cancel while preparing calls it off, waits for its end and frees both leases last")
  void whilePreparing() {
    Story story = new Story(false);
    story.begin();
    story.grant();
    assertThat(story.tell(CANCEL)).containsExactly(new CallOff(Duration.ZERO));
    assertThat(story.tell(new OperationFailed(Operation.PREPARE, "called off")))
        .containsExactly(new Retire());
    assertThat(story.tell(new Retired(null)))
        .containsExactly(
            RELEASE_FIRST_SESSION,
            RELEASE_FIRST_IN_FLIGHT,
            new TellWave(Phase.CANCELLED, null, null),
            new End());
  }

  @Test
  @DisplayName(
      "S1: a cancel under a running agent stops it, awaits its end, then removes and frees")
  void whileTheAgentRuns() {
    Story story = new Story(false).upToAgent();
    assertThat(story.tell(CANCEL)).containsExactly(new StopAgent());
    assertThat(story.tell(new IssueNews.StopDelivered()))
        .containsExactly(new CallOff(Duration.ofSeconds(30)));
    assertThat(story.progress().phase()).isEqualTo(Phase.IMPLEMENTING);
    assertThat(story.agent(Ending.STOPPED, commit(1))).containsExactly(new Retire());
    assertThat(story.tell(new Retired("refs/rescue/2")))
        .containsExactly(
            RELEASE_FIRST_IN_FLIGHT, new TellWave(Phase.CANCELLED, null, null), new End());
    assertThat(story.progress().evidence().rescueRef()).isEqualTo("refs/rescue/2");
  }

  @Test
  @DisplayName(
      "A cancel in the merge queue withdraws; what lands all the same is done, and says so")
  void whileInLine() {
    Story withdrawn = new Story(false).upToMergeTurn();
    assertThat(withdrawn.tell(CANCEL)).containsExactly(new WithdrawMerge(1, false));
    assertThat(withdrawn.landing(LandingResult.WITHDRAWN)).containsExactly(new Retire());
    withdrawn.tell(new Retired(null));
    assertThat(withdrawn.progress().phase()).isEqualTo(Phase.CANCELLED);
    Story landed = new Story(false).upToMergeTurn();
    landed.tell(CANCEL);
    assertThat(landed.landing(LandingResult.LANDED))
        .containsExactly(new Retire(), new TellWave(Phase.DONE, null, LANDED));
    landed.tell(new Retired(null));
    assertThat(landed.progress().phase()).isEqualTo(Phase.DONE);
  }

  @Test
  @DisplayName("A cancel of a parked issue removes its worktree and frees nothing twice")
  void whileParked() {
    Story story = new Story(false).upToParked();
    assertThat(story.tell(CANCEL)).containsExactly(new Retire());
    assertThat(story.tell(new Retired(null)))
        .containsExactly(new TellWave(Phase.CANCELLED, null, null), new End());
  }

  @Test
  @DisplayName(
      "What expired in the queue ends, where it is left; a request in flight never expires")
  void expiry() {
    Story story = expired(OnExpiry.LEAVE);
    assertThat(story.progress().phase()).isEqualTo(Phase.EXPIRED);
    assertThat(story.progress().evidence().detail()).isEqualTo("after 24h in the queue");
    Story repairing = new Story(false).upToCheck();
    assertThat(repairing.checked(CheckVerdict.RED))
        .containsExactly(new RequestLeases(2, false, true, Round.REPAIR_CHECK, false));
  }

  private static Story expired(OnExpiry onExpiry) {
    Story story = new Story(onExpiry);
    story.begin();
    story.tell(new Refused(1, RefusalCause.EXPIRED, "its longest wait is over"));
    return story;
  }

  @Test
  @DisplayName("CAP-9: of what expired a person is asked, who has it queued again for as long")
  void expiryAsks() {
    Story story = expired(OnExpiry.ASK);

    assertThat(story.progress().phase()).isEqualTo(Phase.NEEDS_INPUT);
    assertThat(story.progress().reason()).isEqualTo(WaitReason.EXPIRED);
    assertThat(story.tell(new IssueNews.RetryAsked()))
        .endsWith(new RequestLeases(2, true, true, Round.IMPLEMENT, true));
    assertThat(story.progress().phase()).isEqualTo(Phase.QUEUED);
    assertThat(expired(OnExpiry.ASK).tell(new IssueNews.SkipAsked("ada")))
        .contains(new TellWave(Phase.SKIPPED, null, null));
  }

  @Test
  @DisplayName("CAP-9: what expired is queued again by itself, where that is configured")
  void expiryRetries() {
    Story story = expired(OnExpiry.RETRY);

    assertThat(story.progress().phase()).isEqualTo(Phase.QUEUED);
    assertThat(story.tell(new Refused(2, RefusalCause.EXPIRED, "")))
        .containsExactly(new RequestLeases(3, true, true, Round.IMPLEMENT, true));
  }

  @Test
  @DisplayName("A ticket that people cancel ends the issue, also in flight, with its work saved")
  void cancelledTicket() {
    Story story = new Story(false).upToCheck();
    story.checked(CheckVerdict.RED);
    assertThat(story.tell(new Refused(2, RefusalCause.CANCELLED, "by ada")))
        .containsExactly(new Retire());
  }
}
