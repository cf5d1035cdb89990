package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.UsageStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration file as it was understood.
 *
 * @param file the absolute path it was read from
 * @param settings what work is frozen with
 * @param queueTimeout longest wait of a task in the queue
 * @param usageSteps from which percentage on how many issues of one account may be in flight
 * @param values every value in force, in the order of the reference documentation
 */
public record ProjectConfiguration(
    Path file,
    ProjectSettings settings,
    Duration queueTimeout,
    List<UsageStep> usageSteps,
    List<ValueInForce> values) {
  public ProjectConfiguration {
    usageSteps = List.copyOf(usageSteps);
    values = List.copyOf(values);
  }

  /** What {@code init} writes as a check when it can tell none: it never passes. */
  public static final List<String> PLACEHOLDER_CHECK = List.of("false");

  /** Returns where a value is written: file and line, or the file alone for a default. */
  public String placeOf(String key) {
    int line =
        values.stream()
            .filter(value -> value.key().equals(key))
            .mapToInt(ValueInForce::line)
            .findFirst()
            .orElse(0);
    return file.getFileName() + (line == 0 ? "" : ":" + line);
  }

  /** Returns the repositories whose check is still the placeholder, with where it is written. */
  public Map<RepositoryName, String> placeholderChecks() {
    Map<RepositoryName, String> found = new LinkedHashMap<>();
    List<RepositorySettings> repositories = settings.repositories();
    for (int i = 0; i < repositories.size(); i++) {
      if (repositories.get(i).check().equals(PLACEHOLDER_CHECK)) {
        found.put(repositories.get(i).name(), placeOf("repositories[" + i + "].check"));
      }
    }
    return found;
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
