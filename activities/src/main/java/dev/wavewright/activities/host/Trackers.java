package dev.wavewright.activities.host;

import dev.wavewright.activities.tracker.FilesTracker;
import dev.wavewright.activities.tracker.Tracker;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.TrackerSettings;
import java.nio.file.Path;

/** Finds a project's tracker. */
final class Trackers {
  private Trackers() {}

  static Tracker of(ProjectSettings project) {
    TrackerSettings settings = project.tracker();
    return switch (settings.kind()) {
      case TrackerSettings.FILES -> new FilesTracker(Path.of(settings.path()));
      default ->
          throw Failures.lasting(
              "tracker", "this worker knows no tracker of kind '" + settings.kind() + "'");
    };
  }
}
