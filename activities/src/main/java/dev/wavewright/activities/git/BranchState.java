package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import java.util.List;
import java.util.Optional;

/**
 * The integration branch as its url had it at one moment. It may have moved since: a landing looks
 * again.
 *
 * @param landings what had landed, newest first
 */
public record BranchState(CommitId tip, List<Landing> landings) {
  public BranchState {
    landings = List.copyOf(landings);
  }

  /** Returns the newest landing of an issue. */
  public Optional<Landing> find(IssueKey key) {
    return landings.stream().filter(landing -> landing.key().equals(key)).findFirst();
  }
}
