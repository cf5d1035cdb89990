package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Repositories whose check is still what {@code init} wrote because it could tell none. */
final class PlaceholderChecks {
  static final String FIX =
      "write the repository's own test command there, for example  check: [make, test]";

  private PlaceholderChecks() {}

  /** Returns one sentence for each, which begins with file and line. */
  static List<String> sentences(ProjectConfiguration configuration) {
    return configuration.placeholderChecks().entrySet().stream()
        .map(PlaceholderChecks::sentence)
        .toList();
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
