package dev.wavewright.workflows.usage.core;

import dev.wavewright.workflows.model.UsageStep;
import java.util.List;

/**
 * From which percentage on how many issues may be in flight.
 *
 * @param steps rising in percent, falling in cap
 */
public record Steps(List<UsageStep> steps) {
  /** The limit of a pool that the monitor does not limit. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  /** What is in force unless configured. */
  public static final Steps DEFAULT =
      new Steps(
          List.of(
              new UsageStep(50, 3),
              new UsageStep(65, 2),
              new UsageStep(75, 1),
              new UsageStep(80, 0)));

  public Steps {
    steps = List.copyOf(steps);
    for (int place = 1; place < steps.size(); place++) {
      UsageStep before = steps.get(place - 1);
      UsageStep step = steps.get(place);
      if (step.from() <= before.from() || step.cap() >= before.cap()) {
        throw new IllegalArgumentException(
            "steps rise in percent and fall in cap: " + before + ", then " + step);
      }
    }
  }

  /** Returns what is allowed at so many percent. */
  int allowed(double percent) {
    int allowed = NO_LIMIT;
    for (UsageStep step : steps) {
      if (percent >= step.from()) {
        allowed = step.cap();
      }
    }
    return allowed;
  }

  /** Returns the next higher limit. */
  int above(int limit) {
    int above = NO_LIMIT;
    for (UsageStep step : steps) {
      if (step.cap() > limit) {
        above = step.cap();
      }
    }
    return above;
  }
}
