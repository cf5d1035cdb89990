package dev.wavewright.workflows.model;

import java.time.Duration;

/**
 * Bounds on what one issue may use.
 *
 * @param attempts agent starts after failures, at least 1
 * @param checkRounds failed checks that go back to the agent before the issue is parked
 * @param reviewRounds reviews with changes asked for before the issue is parked
 * @param conflictRounds conflicts handed back to the agent before the issue is parked
 * @param start from the launch of an agent to its first event
 * @param run from the launch of an agent to its end
 * @param stall longest silence of events together with idleness of the process group
 */
public record Limits(
    int attempts,
    int checkRounds,
    int reviewRounds,
    int conflictRounds,
    Duration start,
    Duration run,
    Duration stall) {
  public static final Limits DEFAULT =
      new Limits(3, 3, 2, 3, Duration.ofMinutes(2), Duration.ofHours(2), Duration.ofMinutes(5));

  public Limits {
    if (attempts < 1 || checkRounds < 0 || reviewRounds < 0 || conflictRounds < 0) {
      throw new IllegalArgumentException("limits: attempts is at least 1, rounds at least 0");
    }
    if (!start.isPositive() || !run.isPositive() || !stall.isPositive()) {
      throw new IllegalArgumentException("limits: start, run and stall are positive");
    }
  }
}
