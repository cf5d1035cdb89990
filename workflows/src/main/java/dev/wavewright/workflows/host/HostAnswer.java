package dev.wavewright.workflows.host;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host's answer.
 *
 * @param text log, diff or prompt, at most 256 KiB: of a diff the beginning is kept, of the others
 *     the end; empty for worktrees
 * @param truncated whether the text was longer
 * @param note where the work of a diff lies, or why there is none; where the newest log of a check
 *     lies; null for other questions
 */
public record HostAnswer(
    String text, boolean truncated, List<Worktree> worktrees, @Nullable String note) {
  /**
   * The type of the failure that answers a question about an issue of which the host has nothing.
   */
  public static final String NO_SESSION = "session";

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
