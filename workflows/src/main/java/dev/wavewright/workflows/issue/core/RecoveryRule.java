package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.issue.core.RecoveryFacts.WorktreeFact;

/**
 * What a host does about one turn of a session when it is asked to run it, be it for the first time
 * or after any crash. The first line that fits decides:
 *
 * <pre>
 * launch recorded | exit recorded | leader alive | worktree | can continue | choice
 * ----------------+---------------+--------------+----------+--------------+--------
 * no              | any           | any          | sound    | any          | START
 * no              | any           | any          | not      | any          | RESET
 * yes             | yes           | any          | any      | any          | COLLECT
 * yes             | no            | yes          | any      | any          | ADOPT
 * yes             | no            | no           | sound    | yes          | RESUME
 * yes             | no            | no           | sound    | no           | RESET
 * yes             | no            | no           | not      | any          | RESET
 * </pre>
 *
 * "Can continue" means that the agent's session id is known and the agent can resume. Whatever else
 * of the session lives is ended before anything is started or collected, so that two agents never
 * work on one issue; only {@code ADOPT} leaves it alone, because there it belongs to the live
 * agent. A live agent is adopted even when its worktree is gone: what it did is judged by git
 * afterwards.
 */
public final class RecoveryRule {
  private RecoveryRule() {}

  /** Decides; the same facts always give the same choice. */
  public static Recovery decide(RecoveryFacts facts) {
    boolean sound = facts.worktree() == WorktreeFact.SOUND;
    if (!facts.launchRecorded()) {
      boolean anyAlive = facts.leaderAlive() || facts.othersAlive();
      return sound
          ? new Recovery(Choice.START, anyAlive, "nothing was launched yet")
          : new Recovery(Choice.RESET, anyAlive, "nothing was launched yet and " + unsound(facts));
    }
    if (facts.exitRecorded()) {
      return new Recovery(
          Choice.COLLECT,
          facts.leaderAlive() || facts.othersAlive(),
          "the agent ended while nobody watched");
    }
    if (facts.leaderAlive()) {
      return new Recovery(Choice.ADOPT, false, "the agent still runs");
    }
    if (!sound) {
      return new Recovery(
          Choice.RESET, facts.othersAlive(), "the agent is gone and " + unsound(facts));
    }
    if (facts.agentSessionKnown() && facts.agentCanResume()) {
      return new Recovery(
          Choice.RESUME, facts.othersAlive(), "the agent is gone and its session can go on");
    }
    return new Recovery(
        Choice.RESET, facts.othersAlive(), "the agent is gone and its session cannot go on");
  }

  private static String unsound(RecoveryFacts facts) {
    return switch (facts.worktree()) {
      case SOUND -> "its worktree is sound";
      case BROKEN -> "its worktree is not what it was";
      case MISSING -> "its worktree is missing";
    };
  }

  /** The ways to go on with a turn. */
  public enum Choice {
    /** Launch the agent as the round asks. */
    START,
    /** Follow the live agent's log from the last offset. */
    ADOPT,
    /** Read the ended agent's log and exit code. */
    COLLECT,
    /** Launch the agent so that it continues its own session in the worktree as it is. */
    RESUME,
    /** Save everything on a rescue ref, make a clean worktree at the base, launch anew. */
    RESET
  }

  /**
   * A choice, to be recorded before it is acted on.
   *
   * @param endProcessesFirst whether processes of the session live that have to be gone before
   * @param why half a sentence for the record
   */
  public record Recovery(Choice choice, boolean endProcessesFirst, String why) {}
}
