package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A merge queue now.
 *
 * @param head the issue whose landing is under way, or null
 * @param load arrival rate times check time over the last landings; null before two of them, or
 *     while all of them arrived in one instant
 * @param closed why the branch closed itself, or null
 */
public record MergeQueueView(
    RepositoryName repository,
    String branch,
    @Nullable IssueKey head,
    List<IssueKey> waiting,
    List<Landing> landed,
    @Nullable Double load,
    @Nullable String closed) {
  public MergeQueueView {
    waiting = List.copyOf(waiting);
    landed = List.copyOf(landed);
  }

  /**
   * One past landing.
   *
   * @param warning what a person should look at, or null
   */
  public record Landing(
      IssueKey key, CommitId commit, Instant at, Duration took, @Nullable String warning) {}
}
