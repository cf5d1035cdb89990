package dev.wavewright.workflows.usage.core;

import java.time.Duration;
import java.util.List;

/** The rules of the usage monitor: how many issues of an account may be in flight. */
public final class UsageDecider {
  /** How old a reading may be when it comes in. */
  public static final Duration STALE_AFTER = Duration.ofMinutes(15);

  /** How far the clock of a source may be ahead. */
  public static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  /** How long after a known reset work begins again. */
  public static final Duration AFTER_RESET = Duration.ofSeconds(30);

  /** How many good readings in a row it takes to go up by one step. */
  public static final int GOOD_READINGS = 3;

  /** How long a limit stays before good readings raise it. */
  public static final Duration DWELL = Duration.ofMinutes(10);

  /** How long nothing starts before the first, second, third and each further probe. */
  static final List<Duration> PROBE_AFTER =
      List.of(
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(20),
          Duration.ofMinutes(30));

  /** How many meters an account may have. */
  static final int MOST_METERS = 20;

  private UsageDecider() {}

  /** Lets time pass (resets, probes, the dwell), then takes in the events in their order. */
  public static Decision decide(UsageSnapshot snapshot) {
    Monitor monitor = new Monitor(snapshot.usage(), snapshot.now());
    monitor.endWindows();
    monitor.probeIfDue();
    monitor.raiseIfDue();
    for (Event event : snapshot.events()) {
      switch (event) {
        case Event.Read read -> monitor.takeIn(read.reading());
        case Event.Configured configured -> monitor.takeIn(configured.steps());
      }
    }
    monitor.planProbe();
    return new Decision(monitor.toUsage(), monitor.outcomes(), monitor.wakeAt());
  }
}
