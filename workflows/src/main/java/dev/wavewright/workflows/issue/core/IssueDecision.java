package dev.wavewright.workflows.issue.core;

import java.util.List;

/** Where the issue stands now, and what is to be done, in order. */
public record IssueDecision(IssueProgress progress, List<IssueStep> steps) {
  public IssueDecision {
    steps = List.copyOf(steps);
  }
}
