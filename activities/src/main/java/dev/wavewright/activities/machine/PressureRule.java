package dev.wavewright.activities.machine;

import dev.wavewright.workflows.model.ByteSize;
import dev.wavewright.workflows.model.Pressure;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When a machine is under pressure. Too little free memory counts at once. Waiting for cores or
 * memory counts when it has lasted; so does its end, and it ends a good deal below where it began,
 * so that a host does not open and close all the time.
 *
 * @param stallLimit percent of time in which something may wait; 100 or more is never passed
 */
public record PressureRule(double stallLimit) {
  /** How long something must wait too much before it counts. */
  static final Duration RISE = Duration.ofSeconds(5);

  /** How long all must be well before a pressure ends. */
  static final Duration FALL = Duration.ofSeconds(10);

  /** A pressure by waiting ends below so much of the limit. */
  private static final double CALM = 0.75;

  /** A pressure by free memory ends with so much more than is needed. */
  private static final double AMPLE = 1.1;

  /**
   * What is in force.
   *
   * @param reason what was measured when it began; empty without pressure
   * @param heading what was measured last if it differs from what is in force, else null
   * @param since when the heading began
   */
  public record State(
      Pressure pressure, String reason, @Nullable Pressure heading, @Nullable Instant since) {
    /** No pressure. */
    public static State calm() {
      return new State(Pressure.NONE, "", null, null);
    }
  }

  /** Free memory that one more agent needs, and how that comes about. */
  public record Need(long bytes, String words) {}

  /** What one reading alone says. */
  private record Seen(Pressure pressure, String reason, boolean atOnce) {}

  /** Returns what is in force after one more reading. */
  public State next(State before, MachineReading reading, Need need, Instant now) {
    Seen seen = look(before.pressure(), reading, need);
    if (seen.pressure() == before.pressure()) {
      return new State(before.pressure(), before.reason(), null, null);
    }
    Instant began = before.since();
    Instant since = seen.pressure() == before.heading() && began != null ? began : now;
    Duration lasted = Duration.between(since, now);
    Duration dwell = seen.pressure().compareTo(before.pressure()) > 0 ? RISE : FALL;
    return seen.atOnce() || lasted.compareTo(dwell) >= 0
        ? new State(seen.pressure(), seen.reason(), null, null)
        : new State(before.pressure(), before.reason(), seen.pressure(), since);
  }

  private Seen look(Pressure now, MachineReading reading, Need need) {
    boolean wasMemory = now == Pressure.MEMORY;
    long needed = wasMemory ? Math.round(need.bytes() * AMPLE) : need.bytes();
    if (reading.available() < needed) {
      return new Seen(
          Pressure.MEMORY,
          "memory: "
              + new ByteSize(reading.available())
              + " free, one more agent needs "
              + need.words(),
          true);
    }
    if (passes(reading.memoryStall(), wasMemory)) {
      return new Seen(
          Pressure.MEMORY, "memory: waited for " + percent(reading.memoryStall()), false);
    }
    if (passes(reading.cpuStall(), now == Pressure.CPU)) {
      return new Seen(Pressure.CPU, "cores: waited for " + percent(reading.cpuStall()), false);
    }
    return new Seen(Pressure.NONE, "", false);
  }

  private boolean passes(@Nullable Double stall, boolean already) {
    return stallLimit < 100 && stall != null && stall > stallLimit * (already ? CALM : 1);
  }

  private String percent(@Nullable Double stall) {
    return String.format(
        Locale.ROOT, "%.0f %% of the last 10 s, more than %.0f %%", stall, stallLimit);
  }
}
