package dev.wavewright.activities.agent;

import dev.wavewright.workflows.issue.core.RecoveryFacts.WorktreeFact;
import java.io.IOException;

/** What a run has to know of, and may ask for, the worktree its agent works in. */
public interface SessionWorktree {
  /** Looks at the worktree as it is now. */
  WorktreeFact look() throws IOException;

  /**
   * Saves everything on a rescue ref and makes a clean worktree. No process of the session lives.
   */
  void reset() throws IOException;

  /**
   * Makes the worktree ready for the turn's first launch, and for one after a reset; may be asked
   * again for the same launch. No process of the session lives.
   */
  default void ready() throws IOException {}
}
