package dev.wavewright.starter.gate;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again and again until what was sent shows. */
public final class Awaiting {
  /** How long what was sent may take to show. */
  public static final Duration TAKES_EFFECT = Duration.ofSeconds(20);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private Awaiting() {}

  /**
   * Returns the first look that shows it.
   *
   * @param late what is thrown after {@link #TAKES_EFFECT}, told the last look
   */
  public static <T> T until(
      Supplier<T> look, Predicate<T> shown, Function<T, ? extends RuntimeException> late)
      throws InterruptedException {
    T seen = last(TAKES_EFFECT, look, shown);
    if (!shown.test(seen)) {
      throw late.apply(seen);
    }
    return seen;
  }

  /** Waits until it holds; false if it still does not when patience is over. */
  public static boolean holds(Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    return last(patience, condition::getAsBoolean, holds -> holds);
  }

  /** Returns the first look that shows it; the last one if none does until patience is over. */
  public static <T> T last(Duration patience, Supplier<T> look, Predicate<T> shown)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      T seen = look.get();
      if (shown.test(seen) || System.nanoTime() > end) {
        return seen;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }
}
