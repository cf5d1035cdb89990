package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One issue of a frozen plan.
 *
 * @param digest SHA-256 of its body
 * @param dependsOn keys inside the wave, ordered
 * @param landed dependencies that had landed before the wave
 * @param heldBy a dependency outside the wave that has not landed, or null
 * @param layer 1 plus the longest chain of dependencies inside the wave
 * @param expected expected time in flight
 */
public record PlannedIssue(
    IssueKey key,
    String title,
    String digest,
    RepositoryName repository,
    Priority priority,
    String agent,
    List<IssueKey> dependsOn,
    List<LandedDependency> landed,
    @Nullable IssueKey heldBy,
    int layer,
    Duration expected) {
  public PlannedIssue {
    dependsOn = List.copyOf(dependsOn);
    landed = List.copyOf(landed);
  }
}
