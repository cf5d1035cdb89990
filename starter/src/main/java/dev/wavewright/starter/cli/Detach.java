package dev.wavewright.starter.cli;

import java.io.PrintStream;

/**
 * While open, an interrupt from the keyboard prints how to come back; the process then ends with
 * 130 by itself, and what it watched goes on.
 */
public final class Detach implements AutoCloseable {
  private final Thread hook;

  private Detach(Thread hook) {
    this.hook = hook;
  }

  /** Prints {@code howToComeBack} to standard error when the process is ended from outside. */
  public static Detach with(CliContext context, String howToComeBack) {
    PrintStream error = context.error();
    Thread hook =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  error.println();
                  error.println("detached; it goes on. Come back with: " + howToComeBack);
                  error.flush();
                });
    Runtime.getRuntime().addShutdownHook(hook);
    return new Detach(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }
}
