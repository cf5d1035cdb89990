package dev.wavewright.workflows.tracker.core;

import java.time.Duration;
import java.time.Instant;

/**
 * Writes of the hour that runs. GitHub takes 500 an hour from one account for everything that
 * notifies somebody; what is kept back here is left to other waves and to people.
 *
 * @param since when the hour began
 * @param used writes in it
 */
public record Allowance(Instant since, int used) {
  /** Writes an hour of one wave. */
  public static final int PER_HOUR = 400;

  /** What only those may use that a person has to see: ends, and what waits for people. */
  public static final int RESERVED = 100;

  private static final Duration HOUR = Duration.ofHours(1);

  public Allowance {
    if (used < 0) {
      throw new IllegalArgumentException("used is not negative: " + used);
    }
  }

  /** Returns the hour in which {@code now} lies. */
  public Allowance at(Instant now) {
    return now.isBefore(renewal()) ? this : new Allowance(now, 0);
  }

  /** Returns this hour with more writes in it. */
  public Allowance plus(int writes) {
    return new Allowance(since, used + writes);
  }

  boolean permits(boolean urgent) {
    return used < (urgent ? PER_HOUR : PER_HOUR - RESERVED);
  }

  Instant renewal() {
    return since.plus(HOUR);
  }
}
