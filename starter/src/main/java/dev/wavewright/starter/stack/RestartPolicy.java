package dev.wavewright.starter.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do about a part that died. It is started again however often it dies, each time
 * after a longer wait: what made it die may be put right without anybody telling the supervisor.
 * Only a fault that no further start can mend ends it.
 *
 * @param window deaths longer ago than this make no wait longer
 * @param shortest wait before the first restart; doubles with each further one in the window
 * @param longest wait before any restart
 */
public record RestartPolicy(Duration window, Duration shortest, Duration longest) {
  /** After 1 to 30 seconds, by the restarts of the last ten minutes. */
  public static final RestartPolicy STANDARD =
      new RestartPolicy(Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofSeconds(30));

  /**
   * A part that was found dead.
   *
   * @param restarts times at which it was started again before, in any order
   * @param found when it was found dead
   * @param fault what no further start can mend; null if nothing is known to be so
   * @param obstacle what another process must give back before it can start; null if nothing
   */
  public record Death(
      List<Instant> restarts, Instant found, @Nullable String fault, @Nullable String obstacle) {
    public Death {
      restarts = List.copyOf(restarts);
    }
  }

  /** What to do about a part that was found dead. */
  public sealed interface Decision {
    /** Start it now. */
    record Start() implements Decision {}

    /**
     * Look again at that time.
     *
     * @param deaths of this part within the window, this one included
     */
    record Wait(Instant until, int deaths) implements Decision {}

    /** Look again soon: it is started as soon as the obstacle is gone, which counts as no death. */
    record Blocked(String obstacle) implements Decision {}

    /** Start nothing more. */
    record GiveUp(String fault) implements Decision {}
  }

  /** Decides about one death, as often as asked. */
  public Decision decide(Death death, Instant now) {
    if (death.fault() != null) {
      return new Decision.GiveUp(death.fault());
    }
    Instant from = death.found().minus(window);
    int recent = (int) death.restarts().stream().filter(restart -> restart.isAfter(from)).count();
    Duration wait = shortest.multipliedBy(1L << Math.min(recent, 30));
    Instant due = death.found().plus(wait.compareTo(longest) > 0 ? longest : wait);
    if (now.isBefore(due)) {
      return new Decision.Wait(due, recent + 1);
    }
    if (death.obstacle() != null) {
      return new Decision.Blocked(death.obstacle());
    }
    return new Decision.Start();
  }
}
