package dev.wavewright.starter.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command has around it. Commands reach the outside only through this, so that they run the
 * same in a test.
 *
 * @param environment the process's environment variables
 * @param folder the working folder
 * @param outputIsTerminal whether standard output is a terminal
 * @param errorIsTerminal whether standard error is a terminal
 * @param inputIsTerminal whether somebody can answer a prompt
 * @param temporal how to reach Temporal
 */
public record CliContext(
    PrintStream output,
    PrintStream error,
    InputStream input,
    Map<String, String> environment,
    Path folder,
    boolean outputIsTerminal,
    boolean errorIsTerminal,
    boolean inputIsTerminal,
    Clock clock,
    TemporalAccess temporal) {
  public CliContext {
    environment = Map.copyOf(environment);
  }

  /** Returns this context with {@code stream}, which is no terminal, as standard output. */
  CliContext writingTo(PrintStream stream) {
    return new CliContext(
        stream,
        error,
        input,
        environment,
        folder,
        false,
        errorIsTerminal,
        inputIsTerminal,
        clock,
        temporal);
  }
}
