package dev.wavewright.starter.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Decides when a part that died is started again.
 *
 * @param limit restarts within {@code window} after which nothing is started any more
 * @param shortest wait before the first restart; doubles with each further one in the window
 * @param longest wait before any restart
 */
public record RestartPolicy(int limit, Duration window, Duration shortest, Duration longest) {
  /** Five restarts in ten minutes, after 1 to 30 seconds. */
  public static final RestartPolicy STANDARD =
      new RestartPolicy(5, Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** What to do about a part that was found dead. */
  public sealed interface Decision {
    /** Start it again at that time. */
    record Restart(Instant at) implements Decision {}

    /** Start nothing more. */
    record GiveUp(int restarts) implements Decision {}
  }

  /**
   * Decides about one death.
   *
   * @param restarts times at which this part was started again before, in any order
   * @param died when it was found dead
   */
  public Decision decide(List<Instant> restarts, Instant died) {
    Instant from = died.minus(window);
    int recent = (int) restarts.stream().filter(restart -> restart.isAfter(from)).count();
    if (recent >= limit) {
      return new Decision.GiveUp(recent);
    }
    Duration wait = shortest.multipliedBy(1L << Math.min(recent, 30));
    return new Decision.Restart(died.plus(wait.compareTo(longest) > 0 ? longest : wait));
  }
}
