package dev.wavewright.starter.cli;

import picocli.CommandLine.Option;

/** Options of every command. */
final class OutputOptions {
  @Option(names = "--json", description = "Print one JSON object on standard output.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print results and errors only.")
  boolean quiet;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;
}
