package dev.wavewright.workflows.usage.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of an account's allowance was used at one moment.
 *
 * @param meter what counts, for example {@code five-hour}
 * @param percent used, 0 or more; null when the source could not tell
 * @param window length of what the meter counts over, or null if it has none or is not known; two
 *     windows of one name are two meters
 * @param resetsAt when the meter begins anew, or null if it is not known
 * @param source who says so
 * @param at when it was so
 */
public record Reading(
    String meter,
    @Nullable Double percent,
    @Nullable Duration window,
    @Nullable Instant resetsAt,
    String source,
    Instant at) {
  MeterName name() {
    return new MeterName(meter, window);
  }
}
