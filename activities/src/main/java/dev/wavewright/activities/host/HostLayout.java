package dev.wavewright.activities.host;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.SessionId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of a host lies on disk.
 *
 * @param stateHome absolute folder of this host's state
 */
public record HostLayout(Path stateHome) {
  public HostLayout {
    stateHome = stateHome.toAbsolutePath().normalize();
  }

  /** Returns the folder of a project's hubs, sessions and checks. */
  public Path project(String project, @Nullable String state) {
    return state == null ? stateHome.resolve(project) : Path.of(state).toAbsolutePath().normalize();
  }

  Path project(ProjectSettings project) {
    return project(project.project(), project.state());
  }

  static Path sessions(Path project) {
    return project.resolve("sessions");
  }

  static Path session(Path project, SessionId session) {
    return sessions(project).resolve(session.value());
  }

  /** Returns the read-only checkout of one commit, shared by every session that depends on it. */
  static Path dependency(Path project, RepositoryName repository, CommitId commit) {
    return project.resolve("dependencies").resolve(repository.folder()).resolve(commit.value());
  }

  static Path checks(Path project) {
    return project.resolve("checks");
  }

  /** Returns the folder of the newest tokens; see {@link Fences}. */
  public Path fences() {
    return stateHome.resolve("fences");
  }

  /** Returns the folder of the repository names in use; see {@link RepositoryNames}. */
  public Path repositoryNames() {
    return stateHome.resolve("repositories");
  }

  /** Returns the folder of the slots in which agents of this host start. */
  public Path starts() {
    return stateHome.resolve("run").resolve("starts");
  }

  /** Returns the folder whose lock says which worker of this host watches its machine. */
  public Path watch() {
    return stateHome.resolve("run").resolve("watch");
  }

  /** Returns the folder in which usage commands run, one folder for each account. */
  public Path usageCommands() {
    return stateHome.resolve("run").resolve("usage-commands");
  }

  /** Returns the folder where the workers of this host keep apart what they write with a token. */
  public Path tokens() {
    return stateHome.resolve("tokens");
  }
}
