package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Spend;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one issue stands.
 *
 * @param leavingFor the final phase it is on its way to, or null
 * @param retryWanted whether a retry was asked for while the work was still being saved
 * @param lost hosts declared lost since the newest ticket was asked for: its grant may be of before
 */
public record IssueProgress(
    Stage stage,
    Phase phase,
    Errand errand,
    Holdings holdings,
    Work work,
    Counts counts,
    Evidence evidence,
    Quota quota,
    Spending spending,
    @Nullable Phase leavingFor,
    boolean retryWanted,
    List<HostId> lost) {
  public IssueProgress {
    lost = List.copyOf(lost);
  }

  /** Returns the progress of an issue to which nothing has happened yet. */
  public static IssueProgress initial() {
    return new IssueProgress(
        Stage.NEW,
        Phase.QUEUED,
        new Errand(Round.IMPLEMENT, "", List.of(), false),
        new Holdings(null, null, null, null, null, false),
        new Work(null, false, false, null, null, null, null),
        new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        new Evidence(null, "", null, "", null, null),
        new Quota(0, 0, null),
        new Spending(Spend.NONE, null),
        null,
        false,
        List.of());
  }

  /** Returns why the issue waits, or null while it is worked on or final. */
  public @Nullable WaitReason reason() {
    return switch (stage) {
      case LEASES -> WaitReason.BEHIND_IN_QUEUE;
      case MERGE_TURN -> WaitReason.MERGE_QUEUE_BUSY;
      case QUOTA, RESCUE, PERSON -> evidence.reason();
      case NEW, PREPARATION, AGENT, AGENT_END, CHECK, LANDING, RETIREMENT, NOTHING -> null;
    };
  }

  /**
   * What the running or next agent is for.
   *
   * @param feedback log tail or findings of the round before
   * @param sessionAsked whether the newest ticket asks for a session lease
   */
  public record Errand(
      Round round, String feedback, List<PathConflict> conflicts, boolean sessionAsked) {
    public Errand {
      conflicts = List.copyOf(conflicts);
    }
  }

  /**
   * What the issue holds.
   *
   * @param inFlight token of the in-flight lease, or null when none is held
   * @param session token of the session lease, or null when none is held
   * @param fence newest in-flight token ever held, or null
   * @param handedOver token of the in-flight lease that the wave was told to give back, or null
   * @param sessionUsed whether an agent was started under the session lease
   */
  public record Holdings(
      @Nullable HostId host,
      @Nullable LeaseToken inFlight,
      @Nullable LeaseToken session,
      @Nullable LeaseToken fence,
      @Nullable LeaseToken handedOver,
      boolean sessionUsed) {}

  /**
   * What was made.
   *
   * @param base where the session started
   * @param worktree whether the host may have anything of this session on disk
   * @param ready whether preparing succeeded since the issue was last queued
   * @param commit the session's work to check, or null
   * @param digest of the newest green verdict on it, or null
   * @param textDigest of the text a person agreed to by retrying, or null for the planned one
   * @param landed where it landed, or null
   */
  public record Work(
      @Nullable CommitId base,
      boolean worktree,
      boolean ready,
      @Nullable CommitId commit,
      @Nullable String digest,
      @Nullable String textDigest,
      @Nullable CommitId landed) {}

  /**
   * Counts. Those of rounds, gaps and {@code failuresInTry} start again at a retry.
   *
   * @param tickets lease requests made
   * @param approvals requests to land made
   * @param turns agent runs begun
   * @param attempts attempts begun: a run after a failed one begins the next, rounds do not
   * @param failures agent runs that failed, ever
   * @param checkGaps checks without a verdict in a row
   * @param reviewGaps reviews without a verdict in a row
   */
  public record Counts(
      int tickets,
      int approvals,
      int turns,
      int attempts,
      int failures,
      int failuresInTry,
      int checkRounds,
      int reviewRounds,
      int conflictRounds,
      int checkGaps,
      int reviewGaps) {}

  /**
   * The waits for the agent's account.
   *
   * @param endings runs in a row that ended because its allowance was used up
   * @param wakes times asked for
   * @param goesOn when it goes on by itself, or null if it does not wait for that
   */
  public record Quota(int endings, int wakes, @Nullable Instant goesOn) {}

  /**
   * What its runs used.
   *
   * @param raised what they may use since a person had it go on, or null for the configured budget
   */
  public record Spending(Spend spent, @Nullable Budget raised) {}

  /**
   * What a person sees.
   *
   * @param reason why it is parked or waits for quota, or null
   * @param detail one sentence, or empty
   * @param exitCode of the agent or check that ended last, or null
   * @param logTail of the same
   * @param rescueRef newest ref that keeps unlanded work, or null
   * @param cause why an agent's run failed in a way that has to be looked at, or null
   */
  public record Evidence(
      @Nullable WaitReason reason,
      String detail,
      @Nullable Integer exitCode,
      String logTail,
      @Nullable String rescueRef,
      @Nullable String cause) {}
}
