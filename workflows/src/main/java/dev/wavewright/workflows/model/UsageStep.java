package dev.wavewright.workflows.model;

/**
 * From a percentage of an account's use on, so many of its issues may be in flight.
 *
 * @param from percent, more than 0 and at most 100
 * @param cap issues in flight at most; 0 starts none
 */
public record UsageStep(double from, int cap) {
  private static final int FULL = 100;

  public UsageStep {
    if (!(from > 0 && from <= FULL)) {
      throw new IllegalArgumentException("a step begins above 0 and at most at 100 %: " + from);
    }
    if (cap < 0 || cap == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a cap is at least 0, not " + cap);
    }
  }

  /** Returns the percentage for people, without a needless fraction. */
  public String percent() {
    return from == Math.rint(from) ? Long.toString(Math.round(from)) : Double.toString(from);
  }

  @Override
  public String toString() {
    return "from " + percent() + " % on " + cap;
  }
}
