package dev.wavewright.starter.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Decides when a part that died is started again. */
public final class RestartPolicy {
  /** Restarts within {@link #WINDOW} after which the supervisor stops. */
  public static final int LIMIT = 5;

  public static final Duration WINDOW = Duration.ofMinutes(10);
  public static final Duration SHORTEST = Duration.ofSeconds(1);
  public static final Duration LONGEST = Duration.ofSeconds(30);

  private RestartPolicy() {}

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
  public static Decision decide(List<Instant> restarts, Instant died) {
    Instant from = died.minus(WINDOW);
    int recent = (int) restarts.stream().filter(restart -> restart.isAfter(from)).count();
    if (recent >= LIMIT) {
      return new Decision.GiveUp(recent);
    }
    Duration wait = SHORTEST.multipliedBy(1L << recent);
    return new Decision.Restart(died.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait));
  }
}
