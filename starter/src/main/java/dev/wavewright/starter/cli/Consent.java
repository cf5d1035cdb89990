package dev.wavewright.starter.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/** The option of a command that ends something for good, and so asks before it does. */
final class Consent {
  @Option(names = "--yes", description = "Do not ask. Without a terminal nothing is asked.")
  boolean yes;

  /** Asks once, unless there is nobody to answer or the answer was given. */
  boolean given(CliContext context, String question) {
    return yes || Prompts.confirm(context, question);
  }

  /** Tells that the answer was no; that is no failure. */
  static ExitCode declined(CommandOutput output) {
    output.data(Map.of("sent", false));
    output.line("nothing was done");
    return ExitCode.DONE;
  }
}
