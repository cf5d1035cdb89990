package dev.wavewright.starter.cli;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again and again until what was sent shows. */
final class Awaiting {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private Awaiting() {}

  /**
   * Returns the first look that shows it.
   *
   * @param late what is thrown when {@code patience} is over, told the last look
   */
  static <T> T until(
      Duration patience, Supplier<T> look, Predicate<T> shown, Function<T, CliProblem> late)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      T seen = look.get();
      if (shown.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > end) {
        throw late.apply(seen);
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }
}
