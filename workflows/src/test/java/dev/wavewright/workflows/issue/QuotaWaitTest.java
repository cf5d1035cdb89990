package dev.wavewright.workflows.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityView.Holding;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport.Ending;
import dev.wavewright.workflows.issue.IssueActivities.AgentWork;
import dev.wavewright.workflows.merge.MergeOutcome.Result;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class QuotaWaitTest {
  private static final Duration RESET_IN = Duration.ofHours(3);

  @Test
  @DisplayName(
      "An agent without quota is started again after 5, 10 and 20 minutes: nothing is counted, its"
          + " place is free after 15, and it asks with its first arrival")
  void withoutKnownReset() {
    try (IssueLab lab = IssueLab.skippingTime(Result.LANDED)) {
      lab.host().endings.addAll(Collections.nCopies(3, Ending.OUT_OF_QUOTA));
      lab.start(IssueLab.input());
      IssueStatus status = lab.result();
      assertThat(status.phase()).isEqualTo(Phase.DONE);
      assertThat(status.attempts()).isEqualTo(1);
      assertThat(status.checkRounds()).isZero();
      assertThat(lab.host().runs).extracting(AgentWork::turn).containsExactly(1, 2, 3, 4);
      assertThat(lab.host().runs).extracting(AgentWork::attempt).containsOnly(1);
      assertThat(lab.host().preparations).as("the worktree stays").hasSize(1);
      assertThat(lab.host().mostAgents).hasValue(1);
      assertThat(lab.timers())
          .startsWith(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(15))
          .hasSize(4);
      List<LeaseRequest> requests = lab.requests();
      assertThat(requests)
          .extracting(request -> request.inFlightPools().isEmpty())
          .containsExactly(false, true, true, false);
      assertThat(requests)
          .extracting(LeaseRequest::arrival)
          .containsOnly(requests.get(0).arrival());
      assertThat(requests.get(3).hosts()).containsExactly(IssueLab.HOST);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName("An agent whose quota begins anew at a known time is started 30 seconds later")
  void withKnownReset() {
    try (IssueLab lab = IssueLab.skippingTime(Result.LANDED)) {
      Instant resetsAt = lab.now().plus(RESET_IN);
      lab.host().resetsAt = resetsAt;
      lab.host().endings.add(Ending.OUT_OF_QUOTA);
      lab.start(IssueLab.input());
      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
      assertThat(lab.timers()).startsWith(Duration.ofMinutes(15)).hasSize(2);
      assertThat(lab.now()).isAfterOrEqualTo(resetsAt.plusSeconds(30));
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "An issue without quota holds no session, says until when and what a person can do, and goes"
          + " on at once when one says so")
  void goesOnNow() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      Instant resetsAt = Instant.now().plus(RESET_IN).truncatedTo(ChronoUnit.SECONDS);
      lab.host().resetsAt = resetsAt;
      lab.host().endings.add(Ending.OUT_OF_QUOTA);
      lab.start(IssueLab.input());
      IssueStatus waits = lab.awaitPhase(Phase.QUOTA_WAITING);
      assertThat(waits.reason()).isEqualTo(WaitReason.QUOTA_REACHED);
      assertThat(waits.detail())
          .isEqualTo(
              "the limit of account main is reached; it goes on at " + resetsAt.plusSeconds(30));
      assertThat(waits.unblock())
          .isEqualTo(
              "wait for the account, or ask again now: wavewright issue retry 'acme/api#12'");
      assertThat(lab.leases().holding())
          .extracting(Holding::kind)
          .containsExactly(LeaseKind.IN_FLIGHT);
      lab.issue().retry("ada");
      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
      assertThat(lab.host().diary)
          .containsExactly("prepare", "run IMPLEMENT", "run IMPLEMENT", "check", "retire");
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName("Without auto-resume only a person has an issue without quota go on")
  void switchedOff() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().endings.add(Ending.OUT_OF_QUOTA);
      lab.start(IssueLab.withoutAutoResume());
      assertThat(lab.awaitPhase(Phase.QUOTA_WAITING).detail())
          .isEqualTo(
              "the limit of account main is reached; usage.auto-resume is off, so a person says"
                  + " when it goes on");
      assertThat(lab.timers()).as("only to give its place back").hasSize(1);
      lab.issue().retry("ada");
      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
    }
  }

  @Test
  @DisplayName("An issue without quota can be cancelled, and given up, with its work saved")
  void leaves() {
    for (Phase end : List.of(Phase.CANCELLED, Phase.SKIPPED)) {
      try (IssueLab lab = IssueLab.open()) {
        lab.host().endings.add(Ending.OUT_OF_QUOTA);
        lab.start(IssueLab.input());
        lab.awaitPhase(Phase.QUOTA_WAITING);
        if (end == Phase.CANCELLED) {
          lab.issue().cancel("ada");
        } else {
          lab.issue().skip("ada");
        }
        IssueStatus status = lab.result();
        assertThat(status.phase()).isEqualTo(end);
        assertThat(status.rescueRef()).isEqualTo("refs/wavewright/rescue/retired");
        lab.assertEveryLeaseGivenBackOnce();
      }
    }
  }
}
