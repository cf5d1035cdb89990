package dev.wavewright.workflows.host;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import org.jspecify.annotations.Nullable;

/**
 * A question to a host.
 *
 * @param project whose state folder is looked at
 * @param state the project's state folder, null for the worker's default
 * @param key the issue asked about; null for {@code WORKTREES} and questions about a repository
 * @param settings of the project for {@code ACCESS} and {@code REPOSITORY}, else null
 * @param repository the one asked about by {@code ACCESS} and {@code REPOSITORY}, else null
 */
public record HostQuestion(
    Subject subject,
    String project,
    @Nullable String state,
    @Nullable IssueKey key,
    @Nullable ProjectSettings settings,
    @Nullable RepositoryName repository) {
  public HostQuestion(
      Subject subject, String project, @Nullable String state, @Nullable IssueKey key) {
    this(subject, project, state, key, null, null);
  }

  /** Asks whether a repository can be worked in; if not, the answer is a failure that says why. */
  public static HostQuestion repository(ProjectSettings settings, RepositoryName repository) {
    return new HostQuestion(
        Subject.REPOSITORY, settings.project(), settings.state(), null, settings, repository);
  }

  /** Asks the same, but has nothing made at the repository's url. */
  public static HostQuestion access(ProjectSettings settings, RepositoryName repository) {
    return new HostQuestion(
        Subject.ACCESS, settings.project(), settings.state(), null, settings, repository);
  }

  /** What is asked. */
  public enum Subject {
    /** What agents and checks of the issue printed, in the order in which they began. */
    LOGS,
    /** What its agents printed. */
    AGENT_LOG,
    /** What its checks printed, those before a landing included. */
    CHECK_LOG,
    DIFF,
    PROMPT,
    WORKTREES,
    /**
     * Whether a repository can be read, and for issues of GitHub whether it lets git push; nothing
     * is made at its url.
     */
    ACCESS,
    /**
     * Whether a repository can be opened, and for issues of GitHub whether it lets git push; it is
     * made ready on the way as for an issue.
     */
    REPOSITORY
  }
}
