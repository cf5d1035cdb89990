package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.tracker.TrackerUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps writes apart, as GitHub asks: one object serves a whole process, so that waves that write
 * at the same time keep the distance together.
 */
public final class WritePace {
  private static final Duration DISTANCE = Duration.ofSeconds(1);

  /** Whoever would have to wait longer comes again later. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Clock clock;
  private final Sleeper sleeper;
  private Instant next = Instant.MIN;

  /** A pace by the machine's clock. */
  public WritePace() {
    this(Clock.systemUTC(), wait -> Thread.sleep(wait));
  }

  /**
   * @param sleeper waits until {@code clock} has moved on
   */
  WritePace(Clock clock, Sleeper sleeper) {
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration wait) throws InterruptedException;
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * Returns when the next write may be made, after a wait of some seconds at most.
   *
   * @throws TrackerUnavailable if too many others write
   */
  void awaitTurn() throws InterruptedException {
    Duration wait = reserve();
    if (wait.isPositive()) {
      sleeper.sleep(wait);
    }
  }

  private synchronized Duration reserve() {
    Instant now = clock.instant();
    // A clock that was set back must not stop writing for as long.
    boolean due = next.isBefore(now) || next.isAfter(now.plus(LONGEST_WAIT.multipliedBy(4)));
    Instant turn = due ? now : next;
    Duration wait = Duration.between(now, turn);
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      throw new TrackerUnavailable("others write to GitHub at the same time", wait);
    }
    next = turn.plus(DISTANCE);
    return wait;
  }
}
