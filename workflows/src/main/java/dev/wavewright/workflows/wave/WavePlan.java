package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.WaveId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan that nothing changes once its wave has started.
 *
 * @param deadline after this long waiting issues expire; null for never
 */
public record WavePlan(
    WaveId wave, ProjectSettings project, List<PlannedIssue> issues, @Nullable Duration deadline) {
  public WavePlan {
    issues = List.copyOf(issues);
  }
}
