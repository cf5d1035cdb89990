package dev.wavewright.workflows.usage.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one meter: its newest reading.
 *
 * @param resetsAt when it begins anew, or null if that is not known
 * @param at when it was read
 */
public record Meter(
    MeterName name,
    double percent,
    @Nullable Instant resetsAt,
    String source,
    Instant at,
    State state) {
  /** How far the reading holds. */
  public enum State {
    /** It counts. */
    COUNTS,
    /** It stopped everything some time ago, and one at a time may try whether it still would. */
    PROBED,
    /** Its window has ended. */
    OVER
  }

  Meter in(State next) {
    return new Meter(name, percent, resetsAt, source, at, next);
  }

  boolean over() {
    return state == State.OVER;
  }
}
