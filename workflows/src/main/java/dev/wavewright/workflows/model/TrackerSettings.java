package dev.wavewright.workflows.model;

/**
 * Where issues come from.
 *
 * @param kind {@code files}
 * @param path absolute folder of the issue files
 */
public record TrackerSettings(String kind, String path) {
  public TrackerSettings {
    Checks.notBlank(kind, "tracker kind");
  }
}
