package dev.wavewright.activities.host;

import dev.wavewright.activities.tracker.FilesTracker;
import dev.wavewright.activities.tracker.Tracker;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.activities.tracker.github.GitHubTracker;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.TrackerSettings;
import java.nio.file.Path;

/** Finds a project's tracker; the token is looked for anew each time. */
public final class Trackers {
  private final Tokens tokens;
  private final GitHubAccess gitHub;

  /**
   * @param gitHub the process's one access: what rests, rests for every project
   */
  public Trackers(Tokens tokens, GitHubAccess gitHub) {
    this.tokens = tokens;
    this.gitHub = gitHub;
  }

  Tracker of(ProjectSettings project) {
    TrackerSettings settings = project.tracker();
    GitHubSettings hub = settings.gitHub();
    if (hub != null) {
      return new GitHubTracker(
          gitHub.open(hub, tokens.of(hub)),
          hub,
          project.repositories().stream().map(RepositorySettings::name).toList());
    }
    if (settings.kind().equals(TrackerSettings.FILES)) {
      return new FilesTracker(Path.of(settings.path()));
    }
    throw Failures.lasting(
        "tracker", "this worker knows no tracker of kind '" + settings.kind() + "'");
  }
}
