package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.SessionId;
import dev.wavewright.workflows.model.Spend;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one issue stands, for people and programs.
 *
 * @param reason why it waits, null while it is worked on or final
 * @param detail one sentence that makes the reason concrete, or empty
 * @param attempts attempts begun: a run after a failed one begins the next; rounds of repair are
 *     counted apart
 * @param ticket its latest request for leases
 * @param exitCode of the agent or check that made it stop, or null
 * @param logTail last lines of that output, at most 200 and 16 KiB
 * @param rescueRef ref in the hub that keeps unlanded work, or null
 * @param landed where it landed, or null
 * @param spent what its runs used, and of what budget; null if they told nothing
 */
public record IssueStatus(
    IssueKey key,
    String title,
    RepositoryName repository,
    Phase phase,
    @Nullable WaitReason reason,
    String detail,
    String unblock,
    int attempts,
    int checkRounds,
    int reviewRounds,
    int conflictRounds,
    @Nullable Ticket ticket,
    @Nullable SessionId session,
    String agent,
    @Nullable HostId host,
    @Nullable Integer exitCode,
    String logTail,
    @Nullable String rescueRef,
    @Nullable Landed landed,
    Times times,
    @Nullable Spent spent) {

  /** Returns the same issue with another reason. */
  public IssueStatus waiting(@Nullable WaitReason why, String detailNow, String unblockNow) {
    return new IssueStatus(
        key,
        title,
        repository,
        phase,
        why,
        detailNow,
        unblockNow,
        attempts,
        checkRounds,
        reviewRounds,
        conflictRounds,
        ticket,
        session,
        agent,
        host,
        exitCode,
        logTail,
        rescueRef,
        landed,
        times,
        spent);
  }

  /**
   * What the runs of an issue used.
   *
   * @param budget what they may use, or null for no bound
   * @param state how the budget stands; {@code OK} without one
   */
  public record Spent(Spend spend, @Nullable Budget budget, Budget.State state) {
    /** Returns it for people. */
    public String inWords() {
      String told = spend.inWords();
      return budget == null
          ? told
          : told + " (budget: " + budget.inWords(spend) + ", " + state.word() + ")";
    }
  }

  /** A landing. */
  public record Landed(RepositoryName repository, String branch, CommitId commit) {}

  /** When things began and ended; null for not yet. */
  public record Times(
      @Nullable Instant queued, @Nullable Instant started, @Nullable Instant ended) {}
}
