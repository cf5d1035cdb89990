package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.SessionId;
import java.nio.file.Path;

/**
 * A session's place on disk.
 *
 * @param folder the session's folder
 * @param base the commit its work starts from, pinned in the hub
 */
public record Session(SessionId id, Path folder, CommitId base) {
  /** Returns the folder the agent works in. */
  public Path worktree() {
    return worktree(folder);
  }

  /** Returns the session's private bare repository; the agent can write it. */
  public Path repository() {
    return repository(folder);
  }

  /** Returns the branch the worktree starts on. */
  public String branch() {
    return "wavewright/" + SessionRefs.name(id);
  }

  static Path worktree(Path folder) {
    return folder.resolve("worktree");
  }

  static Path repository(Path folder) {
    return folder.resolve("repository.git");
  }
}
