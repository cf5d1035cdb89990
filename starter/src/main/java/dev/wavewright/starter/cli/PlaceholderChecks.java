package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ConfigurationException;
import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Repositories whose check is still what {@code init} wrote because it could tell none. */
final class PlaceholderChecks {
  static final String FIX =
      "write the repository's own test command there, for example  check: [make, test]";

  private PlaceholderChecks() {}

  /** Warns of those in the configuration found here; one that cannot be read is warned of too. */
  static void warn(CliContext context, CommandOutput output) {
    try {
      ConfigurationReader.find(context.folder())
          .map(file -> ConfigurationReader.read(file, context.environment()))
          .map(found -> found.placeholderChecks().entrySet())
          .orElse(Set.of())
          .forEach(found -> output.warning(sentence(found) + "; " + FIX));
    } catch (ConfigurationException e) {
      output.warning("the configuration cannot be used: " + e.getMessage());
    }
  }

  private static String sentence(Map.Entry<RepositoryName, String> found) {
    return found.getValue() + ": " + what(found.getKey());
  }

  static String what(RepositoryName repository) {
    return "'check' of "
        + repository
        + " is still the placeholder [\"false\"], with which nothing ever lands";
  }

  /**
   * Refuses work in repositories in which nothing could land.
   *
   * @throws CliProblem if there is one among {@code wanted}
   */
  static void refuse(ProjectConfiguration configuration, Collection<RepositoryName> wanted) {
    List<String> found =
        configuration.placeholderChecks().entrySet().stream()
            .filter(each -> wanted.contains(each.getKey()))
            .map(PlaceholderChecks::sentence)
            .toList();
    if (!found.isEmpty()) {
      throw new CliProblem(
          ExitCode.CONFIGURATION,
          "a check is missing",
          String.join("\n", found),
          FIX + ", then: wavewright doctor");
    }
  }
}
