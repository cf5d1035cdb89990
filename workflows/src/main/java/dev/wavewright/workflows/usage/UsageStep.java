package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.usage.core.Steps;
import java.util.List;

/**
 * From a percentage on, so many issues may be in flight.
 *
 * @param from percent, more than 0 and at most 100
 * @param cap issues in flight at most; 0 starts none
 */
public record UsageStep(double from, int cap) {
  public UsageStep {
    new Steps.Step(from, cap);
  }

  /**
   * Says what is wrong with steps.
   *
   * @throws IllegalArgumentException if they do not rise in percent and fall in cap
   */
  public static void require(List<UsageStep> steps) {
    value(steps);
  }

  static Steps value(List<UsageStep> steps) {
    return new Steps(steps.stream().map(step -> new Steps.Step(step.from(), step.cap())).toList());
  }

  static List<UsageStep> row(Steps steps) {
    return steps.steps().stream().map(step -> new UsageStep(step.from(), step.cap())).toList();
  }
}
