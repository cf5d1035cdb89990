package dev.wavewright.workflows.issue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport.Ending;
import dev.wavewright.workflows.issue.IssueActivities.AgentWork;
import dev.wavewright.workflows.issue.IssueActivities.Prepared;
import dev.wavewright.workflows.issue.IssueActivities.Review.Decision;
import dev.wavewright.workflows.issue.IssueActivities.Round;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.merge.MergeOutcome.Result;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class IssueWorkflowTest {
  private static final List<EventType> OF_A_TASK =
      List.of(
          EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
  private static final List<EventType> NEWS =
      List.of(
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
          EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
          EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED,
          EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
  private static final Limits TIGHT =
      new Limits(1, 1, 1, 1, Duration.ofMinutes(2), Duration.ofHours(2), Duration.ofMinutes(5));

  @Test
  @DisplayName(
      "A clean issue of a wave lands in at most 60 events and four search attribute updates")
  void cleanRun() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      IssueInput input = IssueLab.askedByWave(null);
      lab.start(input);
      lab.askInItsName(input);
      IssueStatus status = lab.result();
      assertThat(status.phase()).isEqualTo(Phase.DONE);
      assertThat(status.landed())
          .isEqualTo(new IssueStatus.Landed(IssueLab.REPOSITORY, "agent/main", IssueLab.LANDED));
      assertThat(status.attempts()).isEqualTo(1);
      assertThat(status.session()).asString().matches("acme~api~12-[0-9a-f]{8}");
      assertThat(lab.host().diary).containsExactly("prepare", "run IMPLEMENT", "check", "retire");
      assertThat(lab.reports()).containsExactly("done " + IssueLab.LANDED);
      lab.assertEveryLeaseGivenBackOnce();
      List<EventType> events = eventTypes(lab);
      System.out.println("most history events of a clean issue: " + mostEvents(events));
      assertThat(mostEvents(events)).isLessThanOrEqualTo(60);
      assertThat(events)
          .filteredOn(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES::equals)
          .hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  @DisplayName(
      "An issue whose wave asks for it sends no request of its own, and later ones it asks itself")
  void askedByItsWave() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().verdicts.add(Verdict.RED);
      IssueInput input = IssueLab.askedByWave(null);
      lab.start(input);
      lab.askInItsName(input);
      IssueStatus status = lab.result();
      assertThat(status.phase()).isEqualTo(Phase.DONE);
      assertThat(status.checkRounds()).isEqualTo(1);
      assertThat(lab.history().getEvents())
          .filteredOn(
              event ->
                  event
                      .getSignalExternalWorkflowExecutionInitiatedEventAttributes()
                      .getSignalName()
                      .equals("request"))
          .as("only the session for the repair")
          .hasSize(1);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName("What a wave asks for in an issue's name is what the issue would ask for")
  void sameRequest() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      IssueInput input = IssueLab.input();
      lab.start(input);
      lab.result();
      LeaseRequest own = lab.request();
      assertThat(input.firstRequest(own.holderRun(), input.rank(), requireNonNull(own.arrival())))
          .contains(own);
      assertThat(own.aging())
          .as("it ages with its wave")
          .isEqualTo(
              new LeaseRequest.Aging(
                  Duration.ofHours(1), requireNonNull(input.wave()).workflowId()));
    }
  }

  @Test
  @DisplayName("A clean issue of a wave with a review lands in at most 75 events")
  void cleanRunWithReview() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      IssueInput input = IssueLab.askedByWave("critic");
      lab.start(input);
      lab.askInItsName(input);
      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
      assertThat(lab.host().runs).extracting(AgentWork::agent).containsExactly("builder", "critic");
      List<EventType> events = eventTypes(lab);
      System.out.println("most history events of a clean issue with review: " + mostEvents(events));
      assertThat(mostEvents(events)).isLessThanOrEqualTo(75);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "C7: a clean issue that others wait for leaves its place to its wave, in at most 60 events,"
          + " and gives it back itself if there is no wave")
  void leavesItsPlaceToItsWave() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      IssueInput input = IssueLab.withDependents(null);
      lab.start(input);
      lab.askInItsName(input);
      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
      assertThat(mostEvents(eventTypes(lab))).isLessThanOrEqualTo(60);
      assertThat(releases(lab)).as("releases of its own").isZero();
      lab.awaitEveryLeaseGivenBack();
      lab.assertEveryLeaseGivenBackOnce();
    }
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      IssueInput input = IssueLab.withDependents(null);
      lab.endTheWave();
      lab.start(input);
      lab.askInItsName(input);
      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
      assertThat(releases(lab)).as("releases of its own").isEqualTo(1);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  private static long releases(IssueLab lab) {
    return lab.history().getEvents().stream()
        .filter(
            event ->
                event
                    .getSignalExternalWorkflowExecutionInitiatedEventAttributes()
                    .getSignalName()
                    .equals("release"))
        .count();
  }

  /**
   * Counts the events as if each piece of news had come alone: how many workflow tasks share two
   * pieces of news is a matter of a server's haste, so the bare count is not the same twice.
   */
  private static long mostEvents(List<EventType> events) {
    long own = events.stream().filter(event -> !OF_A_TASK.contains(event)).count();
    long news = events.stream().filter(NEWS::contains).count();
    return own + news * OF_A_TASK.size();
  }

  private static List<EventType> eventTypes(IssueLab lab) {
    return lab.history().getEvents().stream().map(event -> event.getEventType()).toList();
  }

  @Test
  @DisplayName("A red check goes back to the same session with the log, under a new lease")
  void repair() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().verdicts.add(Verdict.RED);
      lab.start(IssueLab.input());
      assertThat(lab.result().checkRounds()).isEqualTo(1);
      AgentWork first = lab.host().runs.get(0);
      AgentWork repair = lab.host().runs.get(1);
      assertThat(repair.round()).isEqualTo(Round.REPAIR_CHECK);
      assertThat(repair.feedback()).isEqualTo("check's log");
      assertThat(repair.session().session()).isEqualTo(first.session().session());
      assertThat(repair.token()).isGreaterThan(first.token());
      assertThat(repair.turn()).isEqualTo(2);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "An issue whose host is declared lost waits for nothing from it, and a retry lands it")
  void lostHost() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().hangs = "run";
      lab.start(IssueLab.input());
      lab.awaitActivity("run IMPLEMENT");
      lab.issue().hostLost(new HostLoss(new HostId("elsewhere"), "ada"));
      lab.issue().hostLost(new HostLoss(IssueLab.HOST, "ada"));

      IssueStatus parked = lab.awaitPhase(Phase.PARKED);
      assertThat(parked.reason()).isEqualTo(WaitReason.HOST_LOST);
      assertThat(parked.detail()).isEqualTo("its host alpha was declared lost by ada");
      assertThat(parked.host()).isNull();
      assertThat(lab.host().diary).doesNotContain("rescue", "stop");
      lab.host().hangs = "";
      lab.issue().retry("ada");

      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
      assertThat(lab.host().runs)
          .extracting(AgentWork::round)
          .containsExactly(Round.IMPLEMENT, Round.IMPLEMENT);
      assertThat(lab.reports()).containsExactly("parked", "queued", "done " + IssueLab.LANDED);
    }
  }

  @Test
  @DisplayName(
      "L2: a grant that was under way when its host was lost is given back, and the next one is"
          + " taken")
  void grantOfALostHost() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.pauseTheGate();
      lab.start(IssueLab.input());
      lab.await(status -> status.reason() == WaitReason.BEHIND_IN_QUEUE);
      lab.issue().hostLost(new HostLoss(IssueLab.HOST, "ada"));
      lab.resumeTheGate();

      assertLandsBySecondGrant(lab);
    }
  }

  @Test
  @DisplayName(
      "L2: a grant whose session was lost with its host before it left neither hangs nor starts")
  void grantWithoutItsSession() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.loseTheHostOfTheNextGrant();
      lab.start(IssueLab.input());

      assertLandsBySecondGrant(lab);
    }
  }

  private static void assertLandsBySecondGrant(IssueLab lab) {
    IssueStatus done = lab.result();
    assertThat(done.phase()).isEqualTo(Phase.DONE);
    assertThat(done.ticket()).isEqualTo(Ticket.of(IssueLab.KEY, 2));
    assertThat(lab.host().diary).containsExactly("prepare", "run IMPLEMENT", "check", "retire");
    lab.assertEveryLeaseGivenBackOnce();
  }

  @Test
  @DisplayName(
      "An issue whose landing is lost with its host parks for that, when the queue says it first")
  void landingOnALostHost() {
    try (IssueLab lab = IssueLab.open(Result.HOST_LOST, Result.LANDED)) {
      lab.start(IssueLab.input());
      IssueStatus parked = lab.awaitPhase(Phase.PARKED);
      assertThat(parked.reason()).isEqualTo(WaitReason.HOST_LOST);
      assertThat(parked.unblock())
          .isEqualTo("to begin anew on another host: wavewright issue retry 'acme/api#12'");
      lab.issue().hostLost(new HostLoss(IssueLab.HOST, "ada"));
      lab.issue().retry("ada");

      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
      assertThat(lab.host().diary)
          .as("nothing is saved on the lost host")
          .containsExactly(
              "prepare", "run IMPLEMENT", "check", "prepare", "run IMPLEMENT", "check", "retire");
      assertThat(lab.reports()).containsExactly("parked", "queued", "done " + IssueLab.LANDED);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "A parked issue shows reason, action and evidence, holds nothing, and a retry lands it")
  void parkAndRetry() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().verdicts.addAll(List.of(Verdict.RED, Verdict.RED));
      lab.start(IssueLab.input(TIGHT, null));
      IssueStatus parked =
          lab.await(status -> status.phase() == Phase.PARKED && status.rescueRef() != null);
      assertThat(parked.reason()).isEqualTo(WaitReason.CHECK_FAILED);
      assertThat(parked.unblock())
          .isEqualTo(
              "wavewright issue logs 'acme/api#12', then: wavewright issue retry 'acme/api#12'");
      assertThat(parked.exitCode()).isEqualTo(1);
      assertThat(parked.logTail()).isEqualTo("check's log");
      lab.issue().retry("ada");
      IssueStatus done = lab.result();
      assertThat(done.phase()).isEqualTo(Phase.DONE);
      assertThat(lab.host().diary)
          .containsExactly(
              "prepare",
              "run IMPLEMENT",
              "check",
              "run REPAIR_CHECK",
              "check",
              "rescue",
              "prepare",
              "check",
              "retire");
      assertThat(lab.reports()).containsExactly("parked", "queued", "done " + IssueLab.LANDED);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "A changed text needs an answer; the retry asks the host for exactly the text that was seen")
  void changedText() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host()
          .preparing
          .add(new Prepared(Prepared.State.TEXT_CHANGED, null, "", "d2", "the text changed"));
      lab.start(IssueLab.input());
      lab.await(
          status -> status.reason() == WaitReason.ISSUE_TEXT_CHANGED && status.rescueRef() != null);
      assertThat(lab.issue().status().phase()).isEqualTo(Phase.NEEDS_INPUT);
      lab.issue().retry("ada");
      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
      assertThat(lab.host().preparations)
          .extracting(work -> work.text().digest())
          .containsExactly("d1", "d2");
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "A conflict in the merge queue goes back with both sides and lands as a new approval")
  void conflictRound() {
    try (IssueLab lab = IssueLab.open(Result.CONFLICT, Result.LANDED)) {
      lab.start(IssueLab.input());
      assertThat(lab.result().conflictRounds()).isEqualTo(1);
      AgentWork repair = lab.host().runs.get(1);
      assertThat(repair.round()).isEqualTo(Round.RESOLVE_CONFLICT);
      assertThat(repair.conflicts())
          .singleElement()
          .satisfies(conflict -> assertThat(conflict.landedBy()).isEqualTo("acme/api#4 Rename"));
      assertThat(lab.host().diary).filteredOn("check"::equals).hasSize(2);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "Changes a reviewer asks for go back to the implementing agent, then it is reviewed again")
  void reviewChanges() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().reviews.add(Decision.CHANGES);
      lab.start(IssueLab.input(Limits.DEFAULT, "critic"));
      assertThat(lab.result().reviewRounds()).isEqualTo(1);
      assertThat(lab.host().runs)
          .extracting(AgentWork::round)
          .containsExactly(Round.IMPLEMENT, Round.REVIEW, Round.ADDRESS_REVIEW, Round.REVIEW);
      assertThat(lab.host().runs.get(2).feedback()).isEqualTo("name it well");
      assertThat(lab.host().runs.get(2).agent()).isEqualTo("builder");
      assertThat(lab.host().mostAgents).hasValue(1);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName("A failed agent runs again as attempt 2")
  void secondAttempt() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().endings.add(Ending.STALLED);
      lab.start(IssueLab.input());
      assertThat(lab.result().attempts()).isEqualTo(2);
      assertThat(lab.host().runs).extracting(AgentWork::attempt).containsExactly(1, 2);
    }
  }

  @Test
  @DisplayName(
      "a step that breaks on the host parks this issue with the message, and nothing hangs")
  void brokenHost() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().breaks = "run";
      lab.start(IssueLab.input());
      IssueStatus parked =
          lab.await(status -> status.phase() == Phase.PARKED && status.rescueRef() != null);
      assertThat(parked.reason()).isEqualTo(WaitReason.INTERNAL_ERROR);
      assertThat(parked.detail()).contains("the disk is full");
      lab.issue().skip("ada");
      assertThat(lab.result().phase()).isEqualTo(Phase.SKIPPED);
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName("A merge queue that is not there is started")
  void startsTheMergeQueue() {
    try (IssueLab lab = IssueLab.withoutMergeQueue()) {
      lab.start(IssueLab.input());
      assertThat(lab.result().phase()).isEqualTo(Phase.DONE);
    }
  }

  @Test
  @DisplayName("C9: cancelled in the queue, nothing is held and no host is asked anything")
  void cancelInTheQueue() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.pauseTheGate();
      lab.start(IssueLab.input());
      lab.await(status -> status.reason() == WaitReason.BEHIND_IN_QUEUE);
      lab.issue().cancel("ada");
      assertThat(lab.result().phase()).isEqualTo(Phase.CANCELLED);
      assertThat(lab.host().diary).isEmpty();
      assertThat(lab.reports()).containsExactly("cancelled");
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "S1: cancelled under a running agent, it is stopped, then its work saved, and no lease is left")
  void cancelWhileImplementing() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().hangs = "run";
      lab.start(IssueLab.input());
      lab.awaitPhase(Phase.IMPLEMENTING);
      lab.issue().cancel("ada");
      IssueStatus status = lab.result();
      assertThat(status.phase()).isEqualTo(Phase.CANCELLED);
      assertThat(status.rescueRef()).isEqualTo("refs/wavewright/rescue/retired");
      assertThat(lab.host().diary).containsSubsequence("stop", "retire").endsWith("retire");
      assertThat(lab.leases().holding()).isEmpty();
    }
  }

  @Test
  @DisplayName("Cancelled while checking, the check is called off before the worktree goes")
  void cancelWhileChecking() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().hangs = "check";
      lab.start(IssueLab.input());
      lab.awaitActivity("check");
      lab.issue().cancel("ada");
      assertThat(lab.result().phase()).isEqualTo(Phase.CANCELLED);
      assertThat(lab.host().diary).endsWith("called off check", "retire");
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "Cancelled while preparing, the preparation's end is awaited before the worktree goes")
  void cancelWhilePreparing() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().hangs = "prepare";
      lab.start(IssueLab.input());
      lab.awaitActivity("prepare");
      lab.issue().cancel("ada");
      assertThat(lab.result().phase()).isEqualTo(Phase.CANCELLED);
      assertThat(lab.host().diary).endsWith("called off prepare", "retire");
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName(
      "Cancelled in the merge queue, it is withdrawn; the in-flight lease is freed by the issue")
  void cancelInTheMergeQueue() {
    try (IssueLab lab = IssueLab.open(Result.WITHDRAWN)) {
      lab.start(IssueLab.input());
      lab.awaitPhase(Phase.MERGE_QUEUED);
      lab.issue().cancel("ada");
      assertThat(lab.result().phase()).isEqualTo(Phase.CANCELLED);
      assertThat(lab.host().diary).endsWith("retire");
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName("Cancelled while parked, it ends without freeing anything twice")
  void cancelWhileParked() {
    try (IssueLab lab = IssueLab.open(Result.BRANCH_CLOSED)) {
      lab.start(IssueLab.input());
      lab.await(
          status -> status.reason() == WaitReason.BRANCH_CLOSED && status.rescueRef() != null);
      lab.issue().cancel("ada");
      assertThat(lab.result().phase()).isEqualTo(Phase.CANCELLED);
      assertThat(lab.reports()).containsExactly("parked", "cancelled");
      lab.assertEveryLeaseGivenBackOnce();
    }
  }

  @Test
  @DisplayName("Temporal's own cancellation ends the issue as cancelled, cleaned up")
  void cancelledByTemporal() {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().hangs = "check";
      lab.start(IssueLab.input());
      lab.awaitPhase(Phase.CHECKING);
      lab.untyped().cancel();
      assertThatThrownBy(lab::result)
          .isInstanceOf(WorkflowFailedException.class)
          .hasCauseInstanceOf(CanceledFailure.class);
      assertThat(lab.reports()).containsExactly("cancelled");
      assertThat(lab.host().diary).endsWith("retire");
      lab.assertEveryLeaseGivenBackOnce();
    }
  }
}
