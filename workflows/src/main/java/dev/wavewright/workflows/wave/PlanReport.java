package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.IssueKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan, or why there is none.
 *
 * @param plan null when there is a refusal
 * @param refusals each names its members and what to do; empty with a plan
 * @param alreadyLanded chosen issues that landed earlier and are left out
 * @param order keys in the order they would start with one slot
 * @param expectedMakespan of the plan as configured
 * @param whatIf expected makespan under other settings of {@code parallel}
 * @param requests how many requests reading the tracker took
 */
public record PlanReport(
    @Nullable WavePlan plan,
    List<String> refusals,
    List<String> warnings,
    List<IssueKey> alreadyLanded,
    List<IssueKey> order,
    Duration expectedMakespan,
    List<WhatIf> whatIf,
    int requests) {
  public PlanReport {
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
    alreadyLanded = List.copyOf(alreadyLanded);
    order = List.copyOf(order);
    whatIf = List.copyOf(whatIf);
  }

  /** The expected makespan if every repository took {@code parallel} issues at once. */
  public record WhatIf(int parallel, Duration makespan) {}
}
