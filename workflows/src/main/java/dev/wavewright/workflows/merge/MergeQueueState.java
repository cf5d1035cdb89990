package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.model.RepositoryName;

/** Placeholder of the versioned record that crosses continue-as-new. */
public record MergeQueueState(int version, RepositoryName repository) {
  public static MergeQueueState initial(RepositoryName repository) {
    return new MergeQueueState(1, repository);
  }
}
