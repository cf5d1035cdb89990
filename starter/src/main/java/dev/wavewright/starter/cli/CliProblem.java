package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Refusal;
import org.jspecify.annotations.Nullable;

/** A failure as a person is told it: what failed, why, and the command to run next. */
public final class CliProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String why;
  private final @Nullable String next;

  /**
   * @param what what failed, without a full stop
   * @param why the cause, or empty
   * @param next the next command or action, or null if there is none to name
   */
  public CliProblem(ExitCode exitCode, String what, String why, @Nullable String next) {
    this(exitCode, what, why, next, null);
  }

  public CliProblem(
      ExitCode exitCode,
      String what,
      String why,
      @Nullable String next,
      @Nullable Throwable cause) {
    super(what, cause);
    this.exitCode = exitCode;
    this.why = why;
    this.next = next;
  }

  /** Words a refusal for a person at a terminal. */
  static CliProblem of(Refusal refusal) {
    ExitCode exitCode =
        switch (refusal.kind()) {
          case USAGE, NO_SUCH_POOL -> ExitCode.USAGE;
          case NO_SUCH_TICKET, CONFLICT -> ExitCode.CONFLICT;
          case UNREACHABLE -> ExitCode.UNREACHABLE;
          case TIMED_OUT -> ExitCode.TIMED_OUT;
        };
    return new CliProblem(
        exitCode, Printable.line(refusal.what()), refusal.why(), refusal.next(), refusal);
  }

  /** A command line that cannot be meant; the next command is the help of the one that was run. */
  static CliProblem usage(String what, String why) {
    return new CliProblem(ExitCode.USAGE, what, why, null);
  }

  /** Returns this problem with {@code command} as the next if it names none. */
  CliProblem orNext(String command) {
    return next != null ? this : new CliProblem(exitCode, what(), why, command, getCause());
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String what() {
    return String.valueOf(getMessage());
  }

  public String why() {
    return why;
  }

  public @Nullable String next() {
    return next;
  }
}
