package dev.wavewright.starter.cli;

import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.wave.PlanReport;
import dev.wavewright.workflows.wave.PlannedIssue;
import dev.wavewright.workflows.wave.WavePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A plan for people: layers, order, expected time; or why there is none. */
final class PlanScreen {
  private PlanScreen() {}

  static void print(PlanReport report, CommandOutput output) {
    report.warnings().forEach(output::warning);
    output.data(report);
    if (report.requests() > 0) {
      output.note("read with " + report.requests() + " requests to GitHub");
    }
    report.alreadyLanded().forEach(key -> output.note("already landed: " + key));
    WavePlan plan = report.plan();
    if (plan == null) {
      report.refusals().forEach(refusal -> output.note("refused: " + Printable.line(refusal)));
      return;
    }
    Map<Integer, List<PlannedIssue>> layers = new TreeMap<>();
    for (PlannedIssue issue : plan.issues()) {
      layers.computeIfAbsent(issue.layer(), layer -> new ArrayList<>()).add(issue);
    }
    output.line("wave " + plan.wave().name() + ": " + plan.issues().size() + " issues");
    layers.forEach(
        (layer, issues) -> {
          output.line("layer " + layer);
          for (PlannedIssue issue : issues) {
            output.line("  " + issue.key() + "  " + Printable.shortened(issue.title(), 70));
            if (!issue.dependsOn().isEmpty()) {
              output.line("      after " + keys(issue.dependsOn()));
            }
            issue.landed().forEach(landed -> output.line("      on landed " + landed.key()));
            if (issue.heldBy() != null) {
              output.line("      held by " + issue.heldBy());
            }
          }
        });
    output.line("order: " + keys(report.order()));
    output.line("expected: " + Durations.format(report.expectedMakespan()));
    output.line("  " + PlanBinding.line(report, plan));
    otherwise(report).forEach(output::line);
  }

  /** Says what another {@code parallel} would change; in one line that it would change nothing. */
  private static List<String> otherwise(PlanReport report) {
    List<PlanReport.WhatIf> all = report.whatIf();
    boolean same = all.stream().allMatch(each -> each.makespan().equals(report.expectedMakespan()));
    if (all.size() > 1 && same) {
      return List.of(
          "  the same with parallel "
              + all.stream()
                  .map(each -> String.valueOf(each.parallel()))
                  .collect(Collectors.joining(", ")));
    }
    return all.stream()
        .map(
            each -> "  with parallel " + each.parallel() + ": " + Durations.format(each.makespan()))
        .toList();
  }

  static String keys(List<IssueKey> keys) {
    return keys.stream().map(IssueKey::value).collect(Collectors.joining(", "));
  }
}
