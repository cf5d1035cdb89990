package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Spend;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that happened. Whatever does not fit the stage an issue is in changes nothing. */
public sealed interface IssueNews {
  /** The issue exists. */
  record Begun() implements IssueNews {}

  /**
   * The gate granted a ticket; may come more than once.
   *
   * @param inFlight null when none was asked for
   * @param session null when none was asked for
   */
  record Granted(
      int ticket,
      @Nullable HostId host,
      @Nullable LeaseToken inFlight,
      @Nullable LeaseToken session)
      implements IssueNews {}

  /** The gate ended a ticket without a grant. */
  record Refused(int ticket, RefusalCause cause, String message) implements IssueNews {}

  /** Why a ticket ended without a grant. */
  enum RefusalCause {
    CANCELLED,
    EXPIRED,
    REJECTED
  }

  /** A message could not be delivered because nobody is there. */
  record Undeliverable(Addressee addressee, String message) implements IssueNews {}

  /** Who was to get a message. */
  enum Addressee {
    GATE,
    MERGE_QUEUE,
    /** Only of a report with a lease that the wave was to give back. */
    WAVE
  }

  /**
   * The host has prepared, or could not.
   *
   * @param base where the worktree stands, or the landed commit
   * @param textDigest of the tracker's body as found, or null
   */
  record Prepared(
      Preparation preparation, @Nullable CommitId base, @Nullable String textDigest, String message)
      implements IssueNews {}

  /** How preparing ended. */
  enum Preparation {
    READY,
    ALREADY_LANDED,
    TEXT_CHANGED,
    CLAIMED_ELSEWHERE,
    FAILED
  }

  /**
   * A run of an agent ended; its session lease is released.
   *
   * @param commit the session's work, or null when nothing differs from the base
   * @param review what a reviewer said; {@code NO_VERDICT} in every other round
   * @param findings the reviewer's, or empty
   */
  record AgentEnded(
      Ending ending,
      @Nullable CommitId commit,
      @Nullable Integer exitCode,
      Opinion review,
      String findings,
      String logTail,
      String message)
      implements IssueNews {}

  /**
   * A run of an agent ended because its account's allowance is used up; its session lease is
   * released.
   *
   * @param at when this was heard
   * @param resetsAt when the allowance begins anew, or null if it is not known
   */
  record OutOfQuota(
      Instant at,
      @Nullable Instant resetsAt,
      @Nullable Integer exitCode,
      String logTail,
      String message)
      implements IssueNews {}

  /** A run of an agent used this; told once for each run, before how the run ended. */
  record Spent(Spend spent) implements IssueNews {}

  /** The time has come that was asked for under this number. */
  record Woken(int number, Instant at) implements IssueNews {}

  /** How a run of an agent ended. */
  enum Ending {
    FINISHED,
    FAILED,
    START_TIMED_OUT,
    RUN_TIMED_OUT,
    STALLED,
    STOPPED,
    FENCED
  }

  /** What a reviewer thinks. */
  enum Opinion {
    APPROVE,
    CHANGES,
    NO_VERDICT
  }

  /**
   * The check of the session's commit merged with the integration tip ended.
   *
   * @param conflicts not empty when the two do not merge
   */
  record Checked(
      CheckVerdict verdict,
      @Nullable String digest,
      @Nullable Integer exitCode,
      List<PathConflict> conflicts,
      String logTail,
      String message)
      implements IssueNews {
    public Checked {
      conflicts = List.copyOf(conflicts);
    }
  }

  /** What a check said. */
  enum CheckVerdict {
    GREEN,
    RED,
    NO_VERDICT
  }

  /** The landing of the given approval began. */
  record LandingBegan(int approval) implements IssueNews {}

  /** The landing of the given approval ended; may come more than once. */
  record LandingEnded(
      int approval,
      LandingResult result,
      @Nullable CommitId commit,
      @Nullable Integer exitCode,
      List<PathConflict> conflicts,
      String logTail,
      String message)
      implements IssueNews {
    public LandingEnded {
      conflicts = List.copyOf(conflicts);
    }
  }

  /** How a landing ended. */
  enum LandingResult {
    LANDED,
    CONFLICT,
    CHECK_FAILED,
    NO_VERDICT,
    WITHDRAWN,
    BRANCH_CLOSED,
    HOST_LOST,
    REFUSED
  }

  /** The session's work is saved; null when there was nothing to save. */
  record Rescued(@Nullable String ref) implements IssueNews {}

  /** The session's processes, worktree and repository are gone. */
  record Retired(@Nullable String ref) implements IssueNews {}

  /** The host was told to stop the agent. */
  record StopDelivered() implements IssueNews {}

  /** Something asked of the host failed for good, or was called off. */
  record OperationFailed(Operation operation, String message) implements IssueNews {}

  /** What is asked of a host. */
  enum Operation {
    PREPARE,
    RUN_AGENT,
    STOP_AGENT,
    CHECK,
    RESCUE,
    RETIRE
  }

  /** A person wants a parked issue to go on, or one that waits for quota to go on now. */
  record RetryAsked() implements IssueNews {}

  /** A person gives up an issue that is parked or waits for quota. */
  record SkipAsked(String by) implements IssueNews {}

  /** A person declares that a host does not come back. */
  record HostLost(HostId host, String by) implements IssueNews {}

  /** A person wants the issue to end. */
  record CancelAsked(String by) implements IssueNews {}
}
