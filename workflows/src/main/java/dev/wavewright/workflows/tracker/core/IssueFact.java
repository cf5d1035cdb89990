package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import org.jspecify.annotations.Nullable;

/**
 * One issue as it stands now.
 *
 * @param title as its author wrote it; quoted wherever it is shown
 * @param reason why it waits, or null
 * @param detail one sentence that makes the reason concrete, or empty; quoted wherever it is shown
 * @param unblock the one action that would end the wait, or empty
 * @param attempts begun; 0 before the first
 * @param position in the queue from 1; 0 when it waits in none
 * @param landed the integration commit, or null
 */
public record IssueFact(
    IssueKey key,
    RepositoryName repository,
    String title,
    Phase phase,
    @Nullable WaitReason reason,
    String detail,
    String unblock,
    int attempts,
    int position,
    @Nullable CommitId landed) {
  public IssueFact {
    if (attempts < 0 || position < 0) {
      throw new IllegalArgumentException("attempts and position are not negative: " + key);
    }
  }
}
