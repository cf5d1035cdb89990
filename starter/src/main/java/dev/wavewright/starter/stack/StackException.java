package dev.wavewright.starter.stack;

/** Something about the stack that a person can put right, with the command that does it. */
public sealed class StackException extends RuntimeException permits NoTemporalException {
  /** Exit code for wrong configuration or a broken file of the stack. */
  public static final int CONFIGURATION = 3;

  /** Exit code for a Temporal that is not to be had or does not answer. */
  public static final int UNREACHABLE = 4;

  /** Exit code for a stack that is already something else than what is asked for. */
  public static final int CONFLICT = 6;

  /** Exit code for a part that did not become ready in time. */
  public static final int TIMED_OUT = 7;

  private final int exitCode;
  private final String fix;

  /**
   * Makes one without another cause.
   *
   * @param exitCode one of the codes above
   * @param message what failed and why, in one line
   * @param fix the command that puts it right, fit for a shell
   */
  public StackException(int exitCode, String message, String fix) {
    super(message);
    this.exitCode = exitCode;
    this.fix = fix;
  }

  public StackException(int exitCode, String message, String fix, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.fix = fix;
  }

  public int exitCode() {
    return exitCode;
  }

  /** Returns the command that puts it right. */
  public String fix() {
    return fix;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "" : message;
  }
}
