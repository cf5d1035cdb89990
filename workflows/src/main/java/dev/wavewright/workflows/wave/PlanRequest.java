package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.WaveId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which issues a wave is to take.
 *
 * @param keys exactly these; empty for no such choice
 * @param milestone only issues of it, or null
 * @param label only issues with it, or null
 * @param all every open issue of the project's repositories
 * @param allowHeld whether issues may be planned that depend on unlanded work outside the wave;
 *     without it they are refused. Looking at a plan passes true
 * @param host whose hubs are read for what has landed
 * @param deadline longest wait of an issue in the queue, or null
 */
public record PlanRequest(
    WaveId wave,
    ProjectSettings project,
    List<IssueKey> keys,
    @Nullable String milestone,
    @Nullable String label,
    boolean all,
    HostId host,
    boolean allowHeld,
    @Nullable Duration deadline) {
  public PlanRequest {
    keys = List.copyOf(keys);
  }
}
