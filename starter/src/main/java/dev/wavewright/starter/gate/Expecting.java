package dev.wavewright.starter.gate;

import dev.wavewright.workflows.capacity.CapacityView.ExpectedStart;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An expected start in words: whole minutes, or whole hours from two on, rounded outwards. */
public final class Expecting {
  private static final Duration HOURS_FROM = Duration.ofHours(2);

  private Expecting() {}

  /** Returns for example {@code in 12–18 min}; {@code unknown} for null. */
  public static String inWords(@Nullable ExpectedStart expected, Instant now) {
    if (expected == null) {
      return "unknown";
    }
    Duration earliest = Duration.between(now, expected.earliest());
    Duration latest = Duration.between(now, expected.latest());
    boolean hours = latest.compareTo(HOURS_FROM) >= 0;
    Duration unit = hours ? Duration.ofHours(1) : Duration.ofMinutes(1);
    long from = Math.max(0, earliest.dividedBy(unit));
    long to = Math.max(1, latest.plus(unit).minusNanos(1).dividedBy(unit));
    String range = from == 0 ? "at most " + to : from == to ? "about " + to : from + "–" + to;
    return "in " + range + (hours ? " h" : " min");
  }
}
