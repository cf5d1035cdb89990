package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.model.CommitId;
import java.util.List;

/** What an agent is told to do in one round. */
public sealed interface PromptTask {
  /** Implements the issue. */
  record Implement() implements PromptTask {}

  /**
   * Repairs what the check found.
   *
   * @param logTail the last lines of the check's output
   */
  record RepairCheck(String logTail) implements PromptTask {}

  /** Works in what the reviewer found. */
  record AddressReview(String findings) implements PromptTask {}

  /** Settles what stands against the integration branch. */
  record ResolveConflict(List<PathConflict> conflicts) implements PromptTask {
    public ResolveConflict {
      conflicts = List.copyOf(conflicts);
    }
  }

  /**
   * Implements the issue in a clean worktree although an earlier attempt had come further: that
   * one's work is on a rescue ref, not here.
   *
   * @param feedback what was found wrong with the earlier work, or empty
   * @param merged whether the integration branch is merged into the worktree, uncommitted
   */
  record StartOver(String feedback, boolean merged) implements PromptTask {}

  /**
   * Reviews the change and changes nothing.
   *
   * @param base the commit the change starts from
   * @param commit the change
   */
  record Review(CommitId base, CommitId commit) implements PromptTask {}
}
