package dev.wavewright.starter.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again and again until what was sent shows. */
final class Awaiting {
  /** How long what was sent may take to show. */
  static final Duration TAKES_EFFECT = Duration.ofSeconds(20);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private Awaiting() {}

  /**
   * Returns the first look that shows it.
   *
   * @param late what is thrown after {@link #TAKES_EFFECT}, told the last look
   */
  static <T> T until(Supplier<T> look, Predicate<T> shown, Function<T, CliProblem> late)
      throws InterruptedException {
    List<T> last = new ArrayList<>();
    boolean holds =
        holds(
            TAKES_EFFECT,
            () -> {
              last.clear();
              last.add(look.get());
              return shown.test(last.getFirst());
            });
    if (!holds) {
      throw late.apply(last.getFirst());
    }
    return last.getFirst();
  }

  /** Waits until it holds; false if it still does not when patience is over. */
  static boolean holds(Duration patience, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    return true;
  }
}
