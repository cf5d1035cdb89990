package dev.wavewright.workflows.model;

import org.jspecify.annotations.Nullable;

/**
 * Where issues come from.
 *
 * @param kind {@link #FILES} or {@link #GITHUB}
 * @param path absolute folder of the issue files; empty for another kind
 * @param gitHub how GitHub is reached; null for another kind
 */
public record TrackerSettings(String kind, String path, @Nullable GitHubSettings gitHub) {
  /** Issues are files of one folder. */
  public static final String FILES = "files";

  /** Issues are GitHub's, of the repositories of the project. */
  public static final String GITHUB = "github";

  public TrackerSettings {
    Checks.notBlank(kind, "tracker kind");
    if (kind.equals(GITHUB) != (gitHub != null)) {
      throw new IllegalArgumentException("settings of GitHub belong to the tracker kind 'github'");
    }
  }

  /** Issues as the files of a folder. */
  public static TrackerSettings files(String path) {
    return new TrackerSettings(FILES, path, null);
  }

  /** Issues of GitHub. */
  public static TrackerSettings gitHub(GitHubSettings settings) {
    return new TrackerSettings(GITHUB, "", settings);
  }
}
