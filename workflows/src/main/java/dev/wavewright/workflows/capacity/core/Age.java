package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.Priority;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What waiting gains a request: one level of priority for every so long.
 *
 * @param every positive
 * @param with the wave whose requests are all as old as the one of them that waits longest, so that
 *     the wave's ranks hold among them; null for a request that ages alone
 * @param from when it began to age, put off by every pause that stopped its clock
 * @param levels how many it has gained, as of the last decision
 */
public record Age(Duration every, @Nullable String with, Instant from, int levels) {
  /** From the last priority to the first; nothing gains more. */
  static final int MOST_LEVELS = 4;

  Priority of(Priority asked) {
    return levels == 0 ? asked : new Priority(Math.max(0, asked.level() - levels));
  }

  Age gained(int all) {
    return new Age(every, with, from, all);
  }

  Age later(Duration stopped) {
    return new Age(every, with, from.plus(stopped), levels);
  }

  Age anew(Instant now) {
    return new Age(every, null, now, 0);
  }
}
