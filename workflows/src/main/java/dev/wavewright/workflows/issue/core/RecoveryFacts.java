package dev.wavewright.workflows.issue.core;

/**
 * What disk, process table and git say about one turn of a session, read under the session's lock.
 *
 * @param launchRecorded whether a launch of this turn was recorded, which is done before it happens
 * @param leaderAlive whether the recorded process lives: its pid exists, is no zombie, and started
 *     when the record says. A reused pid is not alive
 * @param othersAlive whether any other process that carries the session's marker lives
 * @param exitRecorded whether the exit code of this turn was written
 * @param agentSessionKnown whether the agent told the id of its own session, in any turn
 * @param agentCanResume whether the agent's settings say how to continue such a session
 */
public record RecoveryFacts(
    boolean launchRecorded,
    boolean leaderAlive,
    boolean othersAlive,
    boolean exitRecorded,
    boolean agentSessionKnown,
    boolean agentCanResume,
    WorktreeFact worktree) {

  /** The state of the session's worktree. */
  public enum WorktreeFact {
    /** Present, and its HEAD descends from the session's base. */
    SOUND,
    /** Present, but not a worktree of this session any more, or its HEAD left the base. */
    BROKEN,
    MISSING
  }
}
