package dev.wavewright.starter.cli;

import java.util.Locale;

/** How a command ends, for scripts. The numbers are public. */
public enum ExitCode {
  DONE(0),
  /** It finished, and some issues are not done. */
  NOT_ALL_DONE(1),
  USAGE(2),
  CONFIGURATION(3),
  /** Temporal or the tracker cannot be reached. */
  UNREACHABLE(4),
  CREDENTIALS(5),
  /** What is asked for stands against what is there. */
  CONFLICT(6),
  TIMED_OUT(7),
  INTERRUPTED(130);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Returns the code as programs are told it in an error, for example {@code timed-out}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
