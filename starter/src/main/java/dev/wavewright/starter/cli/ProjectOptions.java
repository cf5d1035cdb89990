package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ConfigurationException;
import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.config.ProjectConfiguration;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which project a command is about. */
final class ProjectOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration file; else wavewright.yml here or in a folder above.")
  @Nullable Path file;

  /** Returns the file named, or found from the working folder upwards. */
  Optional<Path> find(CliContext context) {
    return file != null
        ? Optional.of(context.folder().resolve(file))
        : ConfigurationReader.find(context.folder());
  }

  /** Reads the configuration if there is one. */
  Optional<ProjectConfiguration> optional(CliContext context) {
    return find(context).map(found -> ConfigurationReader.read(found, context.environment()));
  }

  /** Reads the configuration if there is one that can be read. */
  Optional<ProjectConfiguration> readable(CliContext context) {
    try {
      return optional(context);
    } catch (ConfigurationException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads the configuration.
   *
   * @throws CliProblem if there is none
   */
  ProjectConfiguration require(CliContext context) {
    return optional(context)
        .orElseThrow(
            () ->
                new CliProblem(
                    ExitCode.CONFIGURATION,
                    "no " + ConfigurationReader.FILE_NAME + " here or in a folder above",
                    "looked from " + context.folder(),
                    "wavewright init"));
  }
}
