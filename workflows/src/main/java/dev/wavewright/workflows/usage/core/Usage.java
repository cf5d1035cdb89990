package dev.wavewright.workflows.usage.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the monitor knows of one account.
 *
 * @param meters by name
 * @param limit issues in flight at most, or {@link Steps#NO_LIMIT}
 * @param reason of the limit, for people
 * @param since when the limit was last changed
 * @param governor the meter that lowered it last, or null
 * @param good readings in a row that would allow more
 * @param probes made since a reading last allowed anything
 * @param nextProbe when one at a time may try, or null
 */
public record Usage(
    Steps steps,
    List<Meter> meters,
    int limit,
    String reason,
    Instant since,
    @Nullable MeterName governor,
    int good,
    int probes,
    @Nullable Instant nextProbe) {
  public Usage {
    meters = List.copyOf(meters);
  }

  /** Returns what is known of an account of which nothing has been read. */
  public static Usage initial() {
    return new Usage(
        Steps.DEFAULT,
        List.of(),
        Steps.NO_LIMIT,
        "nothing has been read",
        Instant.EPOCH,
        null,
        0,
        0,
        null);
  }

  /** Returns when more is expected to be allowed, or null if nobody can tell. */
  public @Nullable Instant expected() {
    Instant last = null;
    for (Meter meter : meters) {
      if (meter.over() || steps.allowed(meter.percent()) > limit) {
        continue;
      }
      Instant reset = meter.resetsAt();
      if (reset == null) {
        return nextProbe;
      }
      last = last == null || reset.isAfter(last) ? reset : last;
    }
    return last == null ? nextProbe : last.plus(UsageDecider.AFTER_RESET);
  }
}
