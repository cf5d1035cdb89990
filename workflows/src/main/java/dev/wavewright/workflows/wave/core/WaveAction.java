package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseToken;
import java.util.List;

/** What a wave is to do. */
public sealed interface WaveAction {
  /**
   * Start the workflow of an issue; all it depends on has landed. Those of one step come in the
   * order in which the gate is to take them.
   */
  record StartIssue(IssueKey key, long rank) implements WaveAction {}

  /** Tell the workflow of an issue to cancel. */
  record CancelIssue(IssueKey key) implements WaveAction {}

  /** Tell the gate the new order of waiting issues. */
  record Reorder(List<NewRank> ranks) implements WaveAction {
    public Reorder {
      ranks = List.copyOf(ranks);
    }
  }

  /**
   * Give the in-flight lease of a landed issue back. It comes after the starts and the new order of
   * its step: the gate is to know them before the place is free.
   */
  record GiveBack(IssueKey key, LeaseToken token) implements WaveAction {}

  /** The new rank of one issue; lower is earlier. */
  record NewRank(IssueKey key, long rank) {}
}
