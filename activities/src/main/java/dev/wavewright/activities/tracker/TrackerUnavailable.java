package dev.wavewright.activities.tracker;

import java.time.Duration;

/** A tracker that does not answer now, or asks for patience; the same call may be made later. */
public final class TrackerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String why;
  private final Duration retryAfter;

  /**
   * @param retryAfter no call is worth making sooner
   */
  public TrackerUnavailable(String message, Duration retryAfter) {
    this(message, "", retryAfter);
  }

  /**
   * @param until says in words when it passes; ends the message, and is no part of why
   * @param retryAfter no call is worth making sooner
   */
  public TrackerUnavailable(String why, String until, Duration retryAfter) {
    super(why + until);
    this.why = why;
    this.retryAfter = retryAfter;
  }

  /** Returns the message without when it passes, for those who say that themselves. */
  public String why() {
    return why;
  }

  /** Returns how long to wait before the next call. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
