package dev.wavewright.starter.cli;

import picocli.CommandLine.Option;

/** Options of every command. */
final class OutputOptions {
  static final String JSON = "--json";

  @Option(
      names = JSON,
      description = "Print one JSON object on standard output; one with 'error' if it fails.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print results and errors only.")
  boolean quiet;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;
}
