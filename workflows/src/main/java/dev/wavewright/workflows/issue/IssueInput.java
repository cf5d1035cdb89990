package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaveId;
import java.time.Duration;
import java.util.List;
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
    @Nullable Duration deadline) {
  public IssueInput {
    dependencies = List.copyOf(dependencies);
  }
}
