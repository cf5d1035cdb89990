package dev.wavewright.workflows.issue.core;

/** What an issue waits for right now; exactly one thing. */
public enum Stage {
  NEW,
  /** The answer to its newest ticket. */
  LEASES,
  PREPARATION,
  AGENT,
  /** The end of an agent whose run failed in a way that does not say whether it lives. */
  AGENT_END,
  /** The agent's account, which may not be used for now. */
  QUOTA,
  CHECK,
  /** Its turn in the merge queue. */
  MERGE_TURN,
  LANDING,
  /** The rescue ref of an issue that is about to be parked. */
  RESCUE,
  /** A person. */
  PERSON,
  /** The removal of its worktree. */
  RETIREMENT,
  NOTHING
}
