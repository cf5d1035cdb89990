package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing to be done, in the order of the list it stands in. */
public sealed interface IssueStep {
  /**
   * Asks the gate.
   *
   * @param number of the ticket, from 1
   * @param inFlight whether the in-flight lease is asked for
   * @param session whether a session lease is asked for
   * @param round what the session is for
   * @param mayExpire whether the issue's deadline applies
   */
  record RequestLeases(
      int number, boolean inFlight, boolean session, Round round, boolean mayExpire)
      implements IssueStep {}

  /** Takes a ticket back, and the leases of it if it was granted meanwhile. */
  record CancelTicket(int number) implements IssueStep {}

  /** Gives one lease back. */
  record ReleaseLease(LeaseKind kind, LeaseToken token) implements IssueStep {}

  /** Has the host prepare. Its end is news, as that of every operation below. */
  record Prepare() implements IssueStep {}

  /**
   * Has the host run an agent.
   *
   * @param turn counts runs from 1
   * @param attempt 1 plus the runs that failed
   */
  record RunAgent(
      Round round,
      int turn,
      int attempt,
      LeaseToken token,
      String feedback,
      List<PathConflict> conflicts)
      implements IssueStep {
    public RunAgent {
      conflicts = List.copyOf(conflicts);
    }
  }

  record StopAgent() implements IssueStep {}

  /**
   * Has the issue woken at a time, which is then news.
   *
   * @param number counts from 1; an older one means nothing any more
   */
  record Wake(int number, Instant at) implements IssueStep {}

  /**
   * Has the host check what would land.
   *
   * @param attempt 1 plus the agent runs that failed
   */
  record Check(CommitId commit, int attempt) implements IssueStep {}

  record Rescue() implements IssueStep {}

  record Retire() implements IssueStep {}

  /**
   * Calls off the preparation, run or check that is under way; its end is still awaited.
   *
   * @param grace how long it may still end by itself, zero for not at all
   */
  record CallOff(Duration grace) implements IssueStep {}

  /** Awaits nothing any more of what the host was asked, and calls it off. */
  record AbandonHost() implements IssueStep {}

  /**
   * Puts an approved commit in line.
   *
   * @param number of the approval, from 1
   * @param digest of the green verdict, or null
   * @param inFlight the lease that the landing gives back, or null if it gives back none
   */
  record EnqueueMerge(
      int number,
      CommitId commit,
      CommitId base,
      @Nullable String digest,
      @Nullable LeaseToken inFlight,
      int attempt)
      implements IssueStep {}

  /**
   * Takes an approval back.
   *
   * @param hostLost whether because the host is lost: a landing that has begun is given up too
   */
  record WithdrawMerge(int number, boolean hostLost) implements IssueStep {}

  /**
   * Tells the wave where the issue stands.
   *
   * @param inFlight the lease that the wave is to give back, or null if it is to give back none
   */
  record TellWave(
      Phase phase,
      @Nullable WaitReason reason,
      @Nullable CommitId landed,
      @Nullable LeaseToken inFlight)
      implements IssueStep {
    TellWave(Phase phase, @Nullable WaitReason reason, @Nullable CommitId landed) {
      this(phase, reason, landed, null);
    }
  }

  /** Nothing more happens. */
  record End() implements IssueStep {}
}
