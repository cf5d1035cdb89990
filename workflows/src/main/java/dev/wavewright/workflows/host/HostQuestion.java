package dev.wavewright.workflows.host;

import dev.wavewright.workflows.model.IssueKey;
import org.jspecify.annotations.Nullable;

/**
 * A question to a host.
 *
 * @param project whose state folder is looked at
 * @param state the project's state folder, null for the worker's default
 * @param key the issue asked about; null for {@code WORKTREES}
 */
public record HostQuestion(
    Subject subject, String project, @Nullable String state, @Nullable IssueKey key) {
  /** What is asked. */
  public enum Subject {
    AGENT_LOG,
    DIFF,
    PROMPT,
    WORKTREES
  }
}
