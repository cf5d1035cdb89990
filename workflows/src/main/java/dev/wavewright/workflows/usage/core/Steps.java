package dev.wavewright.workflows.usage.core;

import java.util.List;

/**
 * From which percentage on how many issues may be in flight.
 *
 * @param steps rising in percent, falling in cap
 */
public record Steps(List<Step> steps) {
  /** The limit of a pool that the monitor does not limit. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final int FULL = 100;

  /** What is in force unless configured. */
  public static final Steps DEFAULT =
      new Steps(List.of(new Step(50, 3), new Step(65, 2), new Step(75, 1), new Step(80, 0)));

  public Steps {
    steps = List.copyOf(steps);
    for (int place = 1; place < steps.size(); place++) {
      Step before = steps.get(place - 1);
      Step step = steps.get(place);
      if (step.from() <= before.from() || step.cap() >= before.cap()) {
        throw new IllegalArgumentException(
            "steps rise in percent and fall in cap: " + before + ", then " + step);
      }
    }
  }

  /**
   * One step.
   *
   * @param from percent, more than 0 and at most 100
   * @param cap issues in flight at most; 0 starts none
   */
  public record Step(double from, int cap) {
    public Step {
      if (!(from > 0 && from <= FULL)) {
        throw new IllegalArgumentException("a step begins above 0 and at most at 100 %: " + from);
      }
      if (cap < 0 || cap == NO_LIMIT) {
        throw new IllegalArgumentException("a cap is at least 0, not " + cap);
      }
    }

    @Override
    public String toString() {
      return "from " + Words.percent(from) + " on " + cap;
    }
  }

  /** Returns what is allowed at so many percent. */
  int allowed(double percent) {
    int allowed = NO_LIMIT;
    for (Step step : steps) {
      if (percent >= step.from()) {
        allowed = step.cap();
      }
    }
    return allowed;
  }

  /** Returns the next higher limit. */
  int above(int limit) {
    int above = NO_LIMIT;
    for (Step step : steps) {
      if (step.cap() > limit) {
        above = step.cap();
      }
    }
    return above;
  }
}
