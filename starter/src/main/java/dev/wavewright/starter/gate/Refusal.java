package dev.wavewright.starter.gate;

import org.jspecify.annotations.Nullable;

/** Why something was not done, as people and programs are told it: what, why, and what to do. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String why;
  private final @Nullable String next;

  /**
   * @param what what was not done, without a full stop
   * @param why the cause, or empty
   * @param next the next command or action, or null if there is none to name
   */
  public Refusal(Kind kind, String what, String why, @Nullable String next) {
    super(what);
    this.kind = kind;
    this.why = why;
    this.next = next;
  }

  /** Something that cannot be meant. */
  public static Refusal usage(String what, String why) {
    return new Refusal(Kind.USAGE, what, why, null);
  }

  /** What kind of no it is. */
  public enum Kind {
    /** It cannot be meant. */
    USAGE,
    /** There is no such pool, or account. */
    NO_SUCH_POOL,
    /** The ticket that is to be changed neither waits nor holds anything. */
    NO_SUCH_TICKET,
    /** What is asked for stands against what is there. */
    CONFLICT,
    /** Nobody is there who could do it. */
    UNREACHABLE,
    /** It was sent, and does not show in time. */
    TIMED_OUT
  }

  public Kind kind() {
    return kind;
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
