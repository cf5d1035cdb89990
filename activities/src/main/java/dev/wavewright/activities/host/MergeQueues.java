package dev.wavewright.activities.host;

import dev.wavewright.workflows.model.RepositoryName;

/** The merge queues as a host sees them. */
public interface MergeQueues {
  /** Makes sure that the merge queue of this repository is open. */
  void open(RepositoryName repository);
}
