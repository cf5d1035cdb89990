package dev.wavewright.activities.tracker;

import java.time.Duration;

/** A tracker that does not answer now, or asks for patience; the same call may be made later. */
public final class TrackerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * @param retryAfter no call is worth making sooner
   */
  public TrackerUnavailable(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** Returns how long to wait before the next call. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
