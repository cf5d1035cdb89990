package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.ProjectSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A configuration file as it was understood.
 *
 * @param file the absolute path it was read from
 * @param settings what work is frozen with
 * @param queueTimeout longest wait of a task in the queue
 * @param values every value in force, in the order of the reference documentation
 */
public record ProjectConfiguration(
    Path file, ProjectSettings settings, Duration queueTimeout, List<ValueInForce> values) {
  public ProjectConfiguration {
    values = List.copyOf(values);
  }

  /**
   * One value in force.
   *
   * @param key dotted path, for example {@code repositories[0].check-timeout}
   * @param value as written, secrets masked
   * @param line where it is written, from 1; 0 for a default
   */
  public record ValueInForce(String key, String value, int line) {}
}
