package dev.wavewright.activities.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something only looking can tell. */
public final class Waiting {
  private static final long SHORTEST_MILLIS = 10;
  private static final long LONGEST_MILLIS = 40;

  private Waiting() {}

  /** Looks until {@code condition} holds or {@code limit} is over; returns whether it held. */
  public static boolean until(Duration limit, BooleanSupplier condition, Pulse pulse)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long waited = System.nanoTime() - start;
      if (waited >= limit.toNanos()) {
        return false;
      }
      pulse.beat();
      Thread.sleep(Math.clamp(waited / 100_000_000, SHORTEST_MILLIS, LONGEST_MILLIS));
    }
    return true;
  }
}
