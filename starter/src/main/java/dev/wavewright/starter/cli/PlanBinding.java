package dev.wavewright.starter.cli;

import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.wave.PlanReport;
import dev.wavewright.workflows.wave.PlannedIssue;
import dev.wavewright.workflows.wave.WavePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the expected time of a plan rests on: which limit binds, and that durations are guessed. */
final class PlanBinding {
  /** The highest {@code parallel} that a plan foresees. */
  private static final int WIDEST = 4;

  private final WavePlan plan;
  private final Duration expected;
  private final Duration best;

  private PlanBinding(PlanReport report, WavePlan plan) {
    this.plan = plan;
    this.expected = report.expectedMakespan();
    this.best =
        report.whatIf().stream()
            .map(PlanReport.WhatIf::makespan)
            .filter(other -> other.compareTo(expected) < 0)
            .min(Comparator.naturalOrder())
            .orElse(expected);
  }

  /** Returns what to say of the expected time; one line. */
  static String line(PlanReport report, WavePlan plan) {
    Duration each =
        plan.issues().stream()
            .map(PlannedIssue::expected)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    return "bound by "
        + String.join(" and ", new PlanBinding(report, plan).limits())
        + "; a guess of "
        + Durations.format(each)
        + " per issue, until some have landed";
  }

  private List<String> limits() {
    List<String> limits = new ArrayList<>();
    List<RepositorySettings> full =
        plan.project().repositories().stream()
            .filter(repository -> issues(repository) > repository.parallel())
            .filter(repository -> best.compareTo(expected) < 0 || fills(repository))
            .toList();
    if (!full.isEmpty()) {
      limits.add(
          full.stream()
              .map(repository -> repository.name() + " (" + repository.parallel() + ")")
              .collect(Collectors.joining(", ", "'parallel' of ", "")));
    }
    ProjectSettings settings = plan.project();
    long useful =
        settings.repositories().stream()
            .mapToLong(repository -> Math.min(WIDEST, issues(repository)))
            .sum();
    if (best.compareTo(chain()) > 0 && settings.effectiveInFlight() < useful) {
      limits.add(
          "'in-flight' of capacity ("
              + (settings.inFlight() == 0 ? "one per repository: " : "")
              + settings.effectiveInFlight()
              + ")");
    }
    return limits.isEmpty() ? List.of("the order of the issues") : limits;
  }

  /** Tells whether the issues of one repository alone take the whole time. */
  private boolean fills(RepositorySettings repository) {
    Duration alone =
        plan.issues().stream()
            .filter(issue -> issue.repository().equals(repository.name()))
            .map(PlannedIssue::expected)
            .reduce(Duration.ZERO, Duration::plus)
            .dividedBy(repository.parallel());
    return alone.compareTo(expected) >= 0;
  }

  private long issues(RepositorySettings repository) {
    return plan.issues().stream()
        .filter(issue -> issue.repository().equals(repository.name()))
        .count();
  }

  /** Returns the longest chain of issues that wait for one another; held ones do not start. */
  private Duration chain() {
    Map<IssueKey, Duration> ends = new HashMap<>();
    plan.issues().stream()
        .sorted(Comparator.comparingInt(PlannedIssue::layer))
        .filter(issue -> issue.heldBy() == null && ends.keySet().containsAll(issue.dependsOn()))
        .forEachOrdered(
            issue ->
                ends.put(
                    issue.key(),
                    issue.dependsOn().stream()
                        .map(ends::get)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO)
                        .plus(issue.expected())));
    return ends.values().stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }
}
