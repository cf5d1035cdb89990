package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.issue.core.IssueNews.Addressee;
import dev.wavewright.workflows.issue.core.IssueNews.AgentEnded;
import dev.wavewright.workflows.issue.core.IssueNews.Begun;
import dev.wavewright.workflows.issue.core.IssueNews.CancelAsked;
import dev.wavewright.workflows.issue.core.IssueNews.Checked;
import dev.wavewright.workflows.issue.core.IssueNews.Ending;
import dev.wavewright.workflows.issue.core.IssueNews.Granted;
import dev.wavewright.workflows.issue.core.IssueNews.LandingBegan;
import dev.wavewright.workflows.issue.core.IssueNews.LandingEnded;
import dev.wavewright.workflows.issue.core.IssueNews.LandingResult;
import dev.wavewright.workflows.issue.core.IssueNews.Operation;
import dev.wavewright.workflows.issue.core.IssueNews.OperationFailed;
import dev.wavewright.workflows.issue.core.IssueNews.Opinion;
import dev.wavewright.workflows.issue.core.IssueNews.Preparation;
import dev.wavewright.workflows.issue.core.IssueNews.Prepared;
import dev.wavewright.workflows.issue.core.IssueNews.Refused;
import dev.wavewright.workflows.issue.core.IssueNews.Rescued;
import dev.wavewright.workflows.issue.core.IssueNews.Retired;
import dev.wavewright.workflows.issue.core.IssueNews.RetryAsked;
import dev.wavewright.workflows.issue.core.IssueNews.SkipAsked;
import dev.wavewright.workflows.issue.core.IssueNews.StopDelivered;
import dev.wavewright.workflows.issue.core.IssueNews.Undeliverable;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leads one issue from its leases to its landing. At any time it waits for exactly one thing, its
 * {@link Stage}; news that does not fit the stage changes nothing, so everything may be told twice.
 *
 * <pre>
 * NEW → LEASES → PREPARATION → AGENT → CHECK → MERGE_TURN → LANDING → RETIREMENT → NOTHING
 *         ↑                      │       │  ↘ LEASES → AGENT (review) ↗      │
 *         ├── repairs, again ────┼───────┴───────────────────────────────────┘
 *         └── QUOTA ─────────────┘
 * any → RESCUE → PERSON (parked) → LEASES (retry) or RETIREMENT (skip, cancel)
 * </pre>
 *
 * A cancel in the middle of an operation calls the operation off and waits for its end: only then
 * the worktree may go and the leases be given back.
 */
public final class IssueMachine {
  private static final int GAPS_BEFORE_PARKING = 1;
  private static final Duration GRACE_AFTER_STOP = Duration.ofSeconds(30);

  private IssueMachine() {}

  /** Decides what one piece of news means. */
  public static IssueDecision decide(IssueSnapshot snapshot) {
    Draft draft = new Draft(snapshot.terms(), snapshot.progress());
    switch (snapshot.news()) {
      case Begun ignored -> begun(draft);
      case Granted granted -> granted(draft, granted);
      case Refused refused -> refused(draft, refused);
      case Undeliverable undeliverable -> undeliverable(draft, undeliverable);
      case Prepared prepared -> prepared(draft, prepared);
      case AgentEnded ended -> agentEnded(draft, ended);
      case IssueNews.OutOfQuota out -> outOfQuota(draft, out);
      case IssueNews.Spent spent -> IssueBudget.count(draft, spent.spent());
      case IssueNews.Woken woken -> QuotaWait.woken(draft, woken);
      case Checked checked -> checked(draft, checked);
      case LandingBegan began -> landingBegan(draft, began);
      case LandingEnded ended -> landingEnded(draft, ended);
      case Rescued rescued -> rescued(draft, rescued);
      case Retired retired -> retired(draft, retired);
      case StopDelivered ignored -> stopDelivered(draft);
      case OperationFailed failed -> operationFailed(draft, failed);
      case RetryAsked ignored -> retryAsked(draft);
      case SkipAsked asked -> skipAsked(draft, asked);
      case CancelAsked asked -> cancelAsked(draft, asked);
      case IssueNews.HostLost lost -> LostHost.takeIn(draft, lost);
    }
    return draft.decision();
  }

  private static void begun(Draft draft) {
    if (draft.stage == Stage.NEW) {
      Moves.requestLeases(draft, true);
    }
  }

  private static void granted(Draft draft, Granted granted) {
    if (draft.stage != Stage.LEASES || granted.ticket() != draft.tickets) {
      return;
    }
    if (LostHost.lostMeanwhile(draft, granted)) {
      LostHost.grantLost(draft);
      return;
    }
    if (draft.inFlight == null && granted.inFlight() != null) {
      draft.inFlight = granted.inFlight();
      draft.fence = granted.inFlight();
    }
    if (draft.errand.sessionAsked()) {
      draft.session = granted.session();
      draft.sessionUsed = false;
    }
    if (granted.host() != null) {
      draft.host = granted.host();
    }
    if (draft.inFlight == null || draft.host == null) {
      Moves.park(draft, WaitReason.INTERNAL_ERROR, "the gate granted less than was asked for");
    } else if (draft.ready) {
      Moves.runAgent(draft);
    } else {
      Moves.prepare(draft);
    }
  }

  private static void refused(Draft draft, Refused refused) {
    if (draft.stage != Stage.LEASES || refused.ticket() != draft.tickets) {
      return;
    }
    switch (refused.cause()) {
      case CANCELLED -> Moves.leave(draft, Phase.CANCELLED, refused.message());
      case EXPIRED -> {
        if (draft.inFlight == null) {
          Moves.expired(draft, refused.message());
        } else {
          Moves.park(draft, WaitReason.INTERNAL_ERROR, "a lease expired: " + refused.message());
        }
      }
      case REJECTED -> Moves.park(draft, WaitReason.INTERNAL_ERROR, refused.message());
    }
  }

  private static void undeliverable(Draft draft, Undeliverable undeliverable) {
    boolean concerned =
        switch (undeliverable.addressee()) {
          case GATE -> draft.stage == Stage.LEASES;
          case MERGE_QUEUE -> draft.stage == Stage.MERGE_TURN || draft.stage == Stage.LANDING;
          case WAVE -> false;
        };
    if (concerned) {
      Moves.parkUnlessLeaving(draft, WaitReason.INTERNAL_ERROR, undeliverable.message());
    } else if (undeliverable.addressee() == Addressee.WAVE) {
      Moves.releaseHandedOver(draft);
    }
  }

  private static void prepared(Draft draft, Prepared prepared) {
    if (draft.stage != Stage.PREPARATION) {
      return;
    }
    if (prepared.base() != null && prepared.preparation() == Preparation.READY) {
      draft.base = prepared.base();
    }
    if (prepared.preparation() == Preparation.ALREADY_LANDED) {
      // Also for an issue that is being cancelled: it is done, and that is said.
      Moves.landed(draft, prepared.base());
    } else if (draft.leaving()) {
      Moves.windDown(draft);
    } else if (prepared.preparation() == Preparation.TEXT_CHANGED) {
      draft.textDigest = prepared.textDigest();
      draft.commit = null;
      Moves.park(draft, WaitReason.ISSUE_TEXT_CHANGED, prepared.message());
    } else if (prepared.preparation() == Preparation.CLAIMED_ELSEWHERE) {
      Moves.park(draft, WaitReason.CLAIMED_ELSEWHERE, prepared.message());
    } else if (prepared.preparation() == Preparation.FAILED || draft.base == null) {
      Moves.park(draft, WaitReason.PREPARATION_FAILED, prepared.message());
    } else {
      draft.ready = true;
      if (draft.commit == null) {
        Moves.runAgent(draft);
      } else {
        Moves.check(draft);
      }
    }
  }

  private static void agentEnded(Draft draft, AgentEnded ended) {
    if (draft.stage != Stage.AGENT) {
      return;
    }
    runEnded(draft, ended.exitCode(), ended.logTail());
    draft.quotaEndings = 0;
    if (draft.leaving()) {
      Moves.windDown(draft);
    } else if (draft.errand.round().isReview()) {
      reviewed(draft, ended);
    } else if (ended.ending() != Ending.FINISHED) {
      Moves.agentFailed(draft, WaitReason.AGENT_FAILED, endingText(ended));
    } else if (ended.commit() == null) {
      Moves.agentFailed(
          draft, WaitReason.AGENT_MADE_NO_CHANGE, "the agent finished and changed nothing");
    } else {
      draft.commit = ended.commit();
      draft.checkGaps = 0;
      Moves.check(draft);
    }
  }

  private static void outOfQuota(Draft draft, IssueNews.OutOfQuota out) {
    if (draft.stage != Stage.AGENT) {
      return;
    }
    runEnded(draft, out.exitCode(), out.logTail());
    if (draft.leaving()) {
      Moves.windDown(draft);
    } else {
      QuotaWait.begin(draft, out);
    }
  }

  private static void runEnded(Draft draft, @Nullable Integer exitCode, String logTail) {
    // The run released its lease itself when its last process was gone.
    draft.session = null;
    draft.exitCode = exitCode;
    draft.logTail = logTail;
  }

  private static String endingText(AgentEnded ended) {
    String what =
        switch (ended.ending()) {
          case FINISHED -> "the agent finished";
          case FAILED -> "the agent failed";
          case START_TIMED_OUT -> "the agent did not start in time";
          case RUN_TIMED_OUT -> "the agent did not finish in time";
          case STALLED -> "the agent stalled";
          case STOPPED -> "the agent was stopped";
          case FENCED -> "the agent's lease was not the newest";
        };
    // What failed is told in a whole sentence; the reason says already that it was the agent.
    if (ended.ending() == Ending.FAILED && !ended.message().isBlank()) {
      return ended.message();
    }
    return ended.message().isBlank() ? what : what + ": " + ended.message();
  }

  private static void reviewed(Draft draft, AgentEnded ended) {
    // A reviewer that did not end well has given no verdict, whatever it printed.
    Opinion opinion = ended.ending() == Ending.FINISHED ? ended.review() : Opinion.NO_VERDICT;
    switch (opinion) {
      case APPROVE -> {
        draft.reviewGaps = 0;
        Moves.enqueue(draft);
      }
      case CHANGES -> {
        draft.reviewGaps = 0;
        Moves.addressReview(draft, ended.findings());
      }
      case NO_VERDICT -> {
        draft.reviewGaps++;
        if (draft.reviewGaps > GAPS_BEFORE_PARKING) {
          Moves.park(draft, WaitReason.REVIEW_NOT_APPROVED, "no verdict: " + endingText(ended));
        } else {
          Moves.review(draft);
        }
      }
    }
  }

  private static void checked(Draft draft, Checked checked) {
    if (draft.stage != Stage.CHECK) {
      return;
    }
    draft.exitCode = checked.exitCode();
    draft.logTail = checked.logTail();
    if (draft.leaving()) {
      Moves.windDown(draft);
      return;
    }
    if (!checked.conflicts().isEmpty()) {
      draft.checkGaps = 0;
      Moves.resolveConflict(draft, checked.conflicts(), checked.message());
      return;
    }
    switch (checked.verdict()) {
      case GREEN -> {
        draft.checkGaps = 0;
        draft.digest = checked.digest();
        if (draft.terms.reviewed()) {
          Moves.review(draft);
        } else {
          Moves.enqueue(draft);
        }
      }
      case RED -> {
        draft.checkGaps = 0;
        Moves.repairCheck(draft, checked.logTail(), checked.message());
      }
      case NO_VERDICT -> {
        draft.checkGaps++;
        if (draft.checkGaps > GAPS_BEFORE_PARKING) {
          Moves.park(draft, WaitReason.CHECK_GAVE_NO_VERDICT, checked.message());
        } else {
          Moves.check(draft);
        }
      }
    }
  }

  private static void landingBegan(Draft draft, LandingBegan began) {
    if (draft.stage == Stage.MERGE_TURN && began.approval() == draft.approvals) {
      draft.stage = Stage.LANDING;
      draft.phase = Phase.MERGING;
    }
  }

  private static void landingEnded(Draft draft, LandingEnded ended) {
    boolean inLine = draft.stage == Stage.MERGE_TURN || draft.stage == Stage.LANDING;
    if (!inLine || ended.approval() != draft.approvals) {
      return;
    }
    if (ended.exitCode() != null || !ended.logTail().isEmpty()) {
      draft.exitCode = ended.exitCode();
      draft.logTail = ended.logTail();
    }
    boolean nothingLeft =
        ended.result() == LandingResult.LANDED || ended.result() == LandingResult.HOST_LOST;
    if (draft.leaving() && !nothingLeft) {
      Moves.windDown(draft);
      return;
    }
    String message = ended.message();
    switch (ended.result()) {
      case LANDED -> {
        // The landing released the in-flight lease itself, unless dependents come first. An issue
        // that was being cancelled is done all the same.
        draft.inFlight = draft.terms.hasDependents() ? draft.inFlight : null;
        Moves.landed(draft, ended.commit());
      }
      case CONFLICT -> Moves.resolveConflict(draft, ended.conflicts(), message);
      case CHECK_FAILED -> Moves.repairCheck(draft, ended.logTail(), message);
      case NO_VERDICT -> Moves.park(draft, WaitReason.CHECK_GAVE_NO_VERDICT, message);
      case BRANCH_CLOSED -> Moves.park(draft, WaitReason.BRANCH_CLOSED, message);
      case HOST_LOST -> LostHost.landingLost(draft, message);
      case WITHDRAWN ->
          Moves.park(draft, WaitReason.INTERNAL_ERROR, "taken out of the merge queue: " + message);
      case REFUSED -> Moves.park(draft, WaitReason.LANDING_REFUSED, message);
    }
  }

  private static void rescued(Draft draft, Rescued rescued) {
    if (draft.stage == Stage.RESCUE) {
      Moves.keepRescueRef(draft, rescued.ref());
      Moves.parked(draft);
    }
  }

  private static void retired(Draft draft, Retired retired) {
    if (draft.stage == Stage.RETIREMENT) {
      Moves.keepRescueRef(draft, retired.ref());
      Moves.finish(draft);
    }
  }

  private static void stopDelivered(Draft draft) {
    if (draft.stage == Stage.AGENT_END) {
      afterAgentEnd(draft);
    } else if (draft.stage == Stage.AGENT && draft.leaving()) {
      // The fallback for a run that did not hear of the stop.
      draft.add(new IssueStep.CallOff(GRACE_AFTER_STOP));
    }
  }

  private static void afterAgentEnd(Draft draft) {
    String cause = draft.cause == null ? "the agent's run failed" : draft.cause;
    draft.cause = null;
    Moves.parkUnlessLeaving(draft, WaitReason.INTERNAL_ERROR, cause);
  }

  private static void operationFailed(Draft draft, OperationFailed failed) {
    if (!awaits(draft.stage, draft.leaving(), failed.operation())) {
      return;
    }
    String message = failed.message();
    switch (failed.operation()) {
      case PREPARE -> Moves.parkUnlessLeaving(draft, WaitReason.PREPARATION_FAILED, message);
      case CHECK -> Moves.parkUnlessLeaving(draft, WaitReason.INTERNAL_ERROR, message);
      case RUN_AGENT -> {
        if (draft.leaving()) {
          Moves.windDown(draft);
        } else {
          // Nobody knows whether the agent lives: end it before its lease is given back.
          draft.stage = Stage.AGENT_END;
          draft.cause = message;
          draft.add(new IssueStep.StopAgent());
        }
      }
      case STOP_AGENT -> {
        if (draft.stage == Stage.AGENT_END) {
          afterAgentEnd(draft);
        } else {
          draft.add(new IssueStep.CallOff(Duration.ZERO));
        }
      }
      case RESCUE -> {
        draft.detail = draft.detail + "; the work could not be saved on a rescue ref: " + message;
        Moves.parked(draft);
      }
      case RETIRE -> {
        draft.detail = "the worktree could not be removed: " + message;
        Moves.finish(draft);
      }
    }
  }

  private static boolean awaits(Stage stage, boolean leaving, Operation operation) {
    return switch (operation) {
      case PREPARE -> stage == Stage.PREPARATION;
      case CHECK -> stage == Stage.CHECK;
      case RUN_AGENT -> stage == Stage.AGENT;
      case STOP_AGENT -> stage == Stage.AGENT_END || (stage == Stage.AGENT && leaving);
      case RESCUE -> stage == Stage.RESCUE;
      case RETIRE -> stage == Stage.RETIREMENT;
    };
  }

  private static void retryAsked(Draft draft) {
    if (draft.stage == Stage.PERSON) {
      Moves.retry(draft);
    } else if (draft.stage == Stage.QUOTA) {
      QuotaWait.goOn(draft);
    } else if (draft.stage == Stage.RESCUE && !draft.leaving()) {
      draft.retryWanted = true;
    }
  }

  private static void skipAsked(Draft draft, SkipAsked asked) {
    String detail = "given up by " + asked.by();
    if (draft.stage == Stage.PERSON || draft.stage == Stage.QUOTA) {
      Moves.leave(draft, Phase.SKIPPED, detail);
    } else if (draft.stage == Stage.RESCUE && !draft.leaving()) {
      draft.leavingFor = Phase.SKIPPED;
      draft.detail = detail;
    }
  }

  private static void cancelAsked(Draft draft, CancelAsked asked) {
    if (draft.leaving()) {
      return;
    }
    List<Stage> idle = List.of(Stage.NEW, Stage.LEASES, Stage.QUOTA, Stage.PERSON);
    String detail = "cancelled by " + asked.by();
    if (draft.stage == Stage.LEASES) {
      draft.add(new IssueStep.CancelTicket(draft.tickets));
    }
    if (idle.contains(draft.stage)) {
      Moves.leave(draft, Phase.CANCELLED, detail);
      return;
    }
    draft.leavingFor = Phase.CANCELLED;
    draft.detail = detail;
    switch (draft.stage) {
      case PREPARATION, CHECK -> draft.add(new IssueStep.CallOff(Duration.ZERO));
      case AGENT -> draft.add(new IssueStep.StopAgent());
      case MERGE_TURN, LANDING -> draft.add(new IssueStep.WithdrawMerge(draft.approvals, false));
      case AGENT_END, RESCUE -> {}
      case NEW, LEASES, QUOTA, PERSON, RETIREMENT, NOTHING -> {}
    }
  }
}
