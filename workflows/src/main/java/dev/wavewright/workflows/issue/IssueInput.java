package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.issue.core.IssueTerms;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.OnExpiry;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything one issue needs to run.
 *
 * @param project the project as frozen when the issue was planned
 * @param agent name of the agent to run
 * @param dependencies landed before this workflow starts, in other repositories or this one
 * @param wave the wave to report to, or null for a task
 * @param rank order within one priority
 * @param deadline longest wait in the queue, or null for none
 * @param askedByWave whether the wave sends the first request for leases, in one message with those
 *     of the issues that it starts beside this one; false if the issue asks for itself
 * @param hasDependents whether issues of the wave wait for this one to land that may want its
 *     place. The wave then gives the in-flight lease of the landed issue back, when it has asked
 *     for theirs
 */
public record IssueInput(
    IssueKey key,
    IssueText text,
    ProjectSettings project,
    RepositoryName repository,
    String agent,
    List<LandedDependency> dependencies,
    @Nullable WaveId wave,
    Priority priority,
    long rank,
    int inFlightCap,
    @Nullable Duration deadline,
    boolean askedByWave,
    boolean hasDependents) {
  public IssueInput {
    dependencies = List.copyOf(dependencies);
  }

  /** An issue that asks for itself. */
  public IssueInput(
      IssueKey key,
      IssueText text,
      ProjectSettings project,
      RepositoryName repository,
      String agent,
      List<LandedDependency> dependencies,
      @Nullable WaveId wave,
      Priority priority,
      long rank,
      int inFlightCap,
      @Nullable Duration deadline) {
    this(
        key,
        text,
        project,
        repository,
        agent,
        dependencies,
        wave,
        priority,
        rank,
        inFlightCap,
        deadline,
        false,
        false);
  }

  /**
   * Returns the first request for leases, which asks for both kinds; empty if the agent is not
   * configured.
   *
   * @param run first run id of the issue's workflow
   * @param rankNow order within one priority, which may have changed since the issue was started
   * @param since when the issue began to wait
   */
  public Optional<LeaseRequest> firstRequest(String run, long rankNow, Instant since) {
    return project
        .agent(agent)
        .map(
            configured ->
                IssueLeases.request(
                    this, IssueLeases.first(terms()), run, rankNow, since, configured, null));
  }

  IssueTerms terms() {
    BudgetSettings budgets = project.budgets();
    return new IssueTerms(
        project.limits(),
        project.reviewer() != null,
        hasDependents,
        project.resumesByItself(),
        deadline,
        // The deadline of a wave is its own: what has not begun by then is not wanted any more.
        wave == null ? project.effectiveQueue().onExpiry() : OnExpiry.LEAVE,
        budgets == null ? null : budgets.issue());
  }
}
