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
  void reset() throws IOException, InterruptedException;

  /**
   * Makes the worktree ready for the turn's first launch, and for one after a reset; may be asked
   * again for the same launch. No process of the session lives.
   *
   * @throws NotReadyException if no agent can work in it; its message is for people
   */
  default void ready() throws IOException, InterruptedException, NotReadyException {}

  /** Why no agent can work in a worktree. */
  final class NotReadyException extends Exception {
    private static final long serialVersionUID = 1;

    public NotReadyException(String message) {
      super(message);
    }
  }
}
