package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.issue.core.IssueProgress.Errand;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The moves of the machine from one stage to the next. */
final class Moves {
  private static final int LONGEST_DETAIL = 500;
  private static final int MOST_NAMED = 3;

  /** Nothing went wrong there: a person only says whether it is to be done. */
  private static final List<WaitReason> ASKED =
      List.of(WaitReason.ISSUE_TEXT_CHANGED, WaitReason.EXPIRED);

  private Moves() {}

  /** Asks the gate for what comes next; for no run once the issue's budget is spent. */
  static void requestLeases(Draft draft, boolean mayExpire) {
    boolean session = draft.ready || draft.commit == null;
    if (session && IssueBudget.isSpent(draft)) {
      IssueBudget.park(draft);
      return;
    }
    draft.tickets++;
    draft.lost.clear();
    draft.stage = Stage.LEASES;
    draft.phase =
        draft.inFlight == null
            ? Phase.QUEUED
            : draft.errand.round().isReview() ? Phase.REVIEWING : Phase.IMPLEMENTING;
    draft.errand =
        new Errand(
            draft.errand.round(), draft.errand.feedback(), draft.errand.conflicts(), session);
    draft.add(
        new IssueStep.RequestLeases(
            draft.tickets, draft.inFlight == null, session, draft.errand.round(), mayExpire));
  }

  /** Its longest wait is over and nothing of it has begun. */
  static void expired(Draft draft, String message) {
    Duration waited = draft.terms.longestWait();
    String detail =
        waited == null
            ? message
            : "after " + waited.toString().substring(2).toLowerCase(Locale.ROOT) + " in the queue";
    switch (draft.terms.onExpiry()) {
      case ASK -> park(draft, WaitReason.EXPIRED, detail);
      case RETRY -> requestLeases(draft, true);
      case LEAVE -> leave(draft, Phase.EXPIRED, detail);
    }
  }

  static void prepare(Draft draft) {
    draft.stage = Stage.PREPARATION;
    draft.phase = Phase.PREPARING;
    draft.worktree = true;
    draft.add(new IssueStep.Prepare());
  }

  static void runAgent(Draft draft) {
    if (draft.session == null) {
      park(draft, WaitReason.INTERNAL_ERROR, "no session lease is held");
      return;
    }
    draft.turns++;
    draft.sessionUsed = true;
    draft.stage = Stage.AGENT;
    draft.phase = draft.errand.round().isReview() ? Phase.REVIEWING : Phase.IMPLEMENTING;
    draft.attempts = 1 + draft.failures;
    draft.add(
        new IssueStep.RunAgent(
            draft.errand.round(),
            draft.turns,
            draft.attempts,
            draft.session,
            draft.errand.feedback(),
            draft.errand.conflicts()));
  }

  /** Runs the same errand again, if another failure is allowed. */
  static void agentFailed(Draft draft, WaitReason reason, String detail) {
    draft.failures++;
    draft.failuresInTry++;
    if (draft.failuresInTry >= draft.terms.limits().attempts()) {
      park(draft, reason, detail);
    } else {
      draft.detail = sentence("attempt " + draft.attempts + " failed: " + detail);
      requestLeases(draft, false);
    }
  }

  static void check(Draft draft) {
    if (draft.commit == null) {
      park(draft, WaitReason.INTERNAL_ERROR, "there is no commit to check");
      return;
    }
    draft.digest = null;
    draft.detail = "";
    draft.stage = Stage.CHECK;
    draft.phase = Phase.CHECKING;
    draft.add(new IssueStep.Check(draft.commit, draft.attempts));
  }

  static void repairCheck(Draft draft, String logTail, String detail) {
    if (draft.checkRounds >= limits(draft).checkRounds()) {
      park(draft, WaitReason.CHECK_FAILED, detail);
    } else {
      draft.checkRounds++;
      draft.detail = "the check failed, " + back(draft.checkRounds, limits(draft).checkRounds());
      errand(draft, Round.REPAIR_CHECK, logTail, List.of());
    }
  }

  static void resolveConflict(Draft draft, List<PathConflict> conflicts, String detail) {
    if (draft.conflictRounds >= limits(draft).conflictRounds()) {
      park(draft, WaitReason.CONFLICT, detail);
    } else {
      draft.conflictRounds++;
      draft.detail =
          sentence(
              against(conflicts)
                  + ", "
                  + back(draft.conflictRounds, limits(draft).conflictRounds()));
      errand(draft, Round.RESOLVE_CONFLICT, detail, conflicts);
    }
  }

  static void addressReview(Draft draft, String findings) {
    if (draft.reviewRounds >= limits(draft).reviewRounds()) {
      draft.logTail = findings;
      park(draft, WaitReason.REVIEW_NOT_APPROVED, "the reviewer still asks for changes");
    } else {
      draft.reviewRounds++;
      draft.detail =
          "the reviewer asks for changes, "
              + back(draft.reviewRounds, limits(draft).reviewRounds());
      errand(draft, Round.ADDRESS_REVIEW, findings, List.of());
    }
  }

  static void review(Draft draft) {
    draft.detail = "";
    errand(draft, Round.REVIEW, "", List.of());
  }

  private static void errand(
      Draft draft, Round round, String feedback, List<PathConflict> conflicts) {
    draft.errand = new Errand(round, feedback, conflicts, true);
    requestLeases(draft, false);
  }

  private static String back(int round, int most) {
    return "back to the agent (round " + round + " of " + most + ")";
  }

  /** Names the landed issues that the work conflicts with, and where. */
  private static String against(List<PathConflict> conflicts) {
    String issues =
        conflicts.stream()
            .map(PathConflict::landedBy)
            .filter(landed -> !landed.isBlank())
            .distinct()
            .limit(MOST_NAMED)
            .collect(Collectors.joining(" and "));
    String paths =
        conflicts.stream()
            .map(PathConflict::path)
            .distinct()
            .limit(MOST_NAMED)
            .collect(Collectors.joining(", "));
    return "it conflicts with "
        + (issues.isEmpty() ? "the integration branch" : "landed " + issues)
        + " in "
        + paths;
  }

  static void enqueue(Draft draft) {
    if (draft.commit == null || draft.base == null || draft.inFlight == null) {
      park(draft, WaitReason.INTERNAL_ERROR, "commit, base or in-flight lease is missing");
      return;
    }
    draft.approvals++;
    draft.stage = Stage.MERGE_TURN;
    draft.phase = Phase.MERGE_QUEUED;
    draft.detail = "";
    draft.add(
        new IssueStep.EnqueueMerge(
            draft.approvals,
            draft.commit,
            draft.base,
            draft.digest,
            draft.terms.hasDependents() ? null : draft.inFlight,
            draft.attempts));
  }

  /**
   * Ends well. What stood against it is history; the wave hears of it before the clean-up. If
   * others wait for this landing, the wave also gives the in-flight lease back: after it has asked
   * for what may start now. Freed at once, the place would go to whoever is in line without them.
   */
  static void landed(Draft draft, @Nullable CommitId commit) {
    draft.landed = commit;
    draft.leavingFor = Phase.DONE;
    draft.phase = Phase.DONE;
    draft.reason = null;
    draft.detail = "";
    draft.stage = Stage.RETIREMENT;
    draft.add(new IssueStep.Retire());
    if (draft.terms.hasDependents()) {
      draft.handedOver = draft.inFlight;
      draft.inFlight = null;
    }
    draft.add(new IssueStep.TellWave(Phase.DONE, null, commit, draft.handedOver));
    releaseUnusedSession(draft);
    releaseInFlight(draft);
  }

  /** There is no wave that could give the lease back. */
  static void releaseHandedOver(Draft draft) {
    if (draft.handedOver != null) {
      draft.add(new IssueStep.ReleaseLease(LeaseKind.IN_FLIGHT, draft.handedOver));
      draft.handedOver = null;
    }
  }

  static void parkUnlessLeaving(Draft draft, WaitReason reason, String detail) {
    if (draft.leaving()) {
      windDown(draft);
    } else {
      park(draft, reason, detail);
    }
  }

  /** Frees what others may use at once, then saves the work; only then a person is told. */
  static void park(Draft draft, WaitReason reason, String detail) {
    draft.phase = ASKED.contains(reason) ? Phase.NEEDS_INPUT : Phase.PARKED;
    draft.reason = reason;
    draft.detail = sentence(detail);
    draft.ready = false;
    releaseInFlight(draft);
    releaseUnusedSession(draft);
    if (draft.worktree) {
      draft.stage = Stage.RESCUE;
      draft.add(new IssueStep.Rescue());
    } else {
      parked(draft);
    }
  }

  static void parked(Draft draft) {
    releaseSession(draft);
    if (draft.leaving()) {
      windDown(draft);
      return;
    }
    draft.stage = Stage.PERSON;
    draft.add(new IssueStep.TellWave(draft.phase, draft.reason, null));
    if (draft.retryWanted) {
      retry(draft);
    }
  }

  static void retry(Draft draft) {
    draft.retryWanted = false;
    if (draft.reason == WaitReason.BUDGET_SPENT) {
      IssueBudget.grantOnceMore(draft);
    }
    draft.reason = null;
    draft.detail = "";
    draft.failuresInTry = 0;
    draft.checkRounds = 0;
    draft.reviewRounds = 0;
    draft.conflictRounds = 0;
    draft.checkGaps = 0;
    draft.reviewGaps = 0;
    // With a commit it goes on at the check, which tells again what is wrong with it, if anything.
    draft.errand = new Errand(Round.IMPLEMENT, "", List.of(), false);
    draft.add(new IssueStep.TellWave(Phase.QUEUED, null, null));
    requestLeases(draft, draft.fence == null);
  }

  static void leave(Draft draft, Phase finalPhase, String detail) {
    draft.leavingFor = finalPhase;
    draft.detail = sentence(detail);
    windDown(draft);
  }

  /** Nothing runs any more: removes what is on disk, then gives back the leases and ends. */
  static void windDown(Draft draft) {
    if (draft.worktree) {
      draft.stage = Stage.RETIREMENT;
      draft.add(new IssueStep.Retire());
    } else {
      finish(draft);
    }
  }

  static void finish(Draft draft) {
    releaseSession(draft);
    releaseInFlight(draft);
    Phase finalPhase = draft.leavingFor == null ? Phase.CANCELLED : draft.leavingFor;
    boolean told = draft.phase == Phase.DONE;
    draft.phase = finalPhase;
    draft.reason = null;
    draft.stage = Stage.NOTHING;
    if (!told) {
      draft.add(new IssueStep.TellWave(finalPhase, null, null));
    }
    draft.add(new IssueStep.End());
  }

  static void keepRescueRef(Draft draft, @Nullable String ref) {
    if (ref != null) {
      draft.rescueRef = ref;
    }
  }

  static void releaseInFlight(Draft draft) {
    if (draft.inFlight != null) {
      draft.add(new IssueStep.ReleaseLease(LeaseKind.IN_FLIGHT, draft.inFlight));
      draft.inFlight = null;
    }
  }

  private static void releaseUnusedSession(Draft draft) {
    if (!draft.sessionUsed) {
      releaseSession(draft);
    }
  }

  private static void releaseSession(Draft draft) {
    if (draft.session != null) {
      draft.add(new IssueStep.ReleaseLease(LeaseKind.SESSION, draft.session));
      draft.session = null;
    }
  }

  private static Limits limits(Draft draft) {
    return draft.terms.limits();
  }

  private static String sentence(String text) {
    return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL);
  }
}
