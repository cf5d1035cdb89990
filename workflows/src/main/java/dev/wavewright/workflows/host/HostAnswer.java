package dev.wavewright.workflows.host;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host's answer.
 *
 * @param text log, diff or prompt, at most 256 KiB, the end of it kept; empty for worktrees
 * @param truncated whether the text was longer
 */
public record HostAnswer(String text, boolean truncated, List<Worktree> worktrees) {
  public HostAnswer {
    worktrees = List.copyOf(worktrees);
  }

  /**
   * A worktree on disk.
   *
   * @param livePid an agent process of it that lives, or null
   * @param dirty whether it has uncommitted changes
   */
  public record Worktree(
      String session,
      String key,
      String path,
      long bytes,
      Instant touched,
      @Nullable Long livePid,
      boolean dirty) {}
}
