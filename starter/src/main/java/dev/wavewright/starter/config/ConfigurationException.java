package dev.wavewright.starter.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that cannot be used; names every problem with its line. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigurationProblem> problems;

  public ConfigurationException(String file, List<ConfigurationProblem> problems) {
    super(
        problems.stream()
            .map(
                problem ->
                    problem.line() == 0
                        ? file + ": " + problem.message()
                        : file + ":" + problem.line() + ": " + problem.message())
            .collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<ConfigurationProblem> problems() {
    return problems;
  }
}
