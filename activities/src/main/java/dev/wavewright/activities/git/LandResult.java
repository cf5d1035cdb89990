package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.util.List;

/** What became of a landing. */
public sealed interface LandResult {
  /**
   * The integration branch contains the candidate, at the url and in the hub.
   *
   * @param warnings sentences for people; empty most of the time
   */
  record Landed(CommitId commit, List<String> warnings) implements LandResult {
    public Landed {
      warnings = List.copyOf(warnings);
    }
  }

  /** Someone else moved the branch; nothing was pushed. */
  record Moved(CommitId actual) implements LandResult {}

  /** The candidate is not the merge of tip and approved commit; nothing was pushed. */
  record ContentMismatch(String message) implements LandResult {}

  /** The url does not take it; nothing was pushed. */
  record Refused(String reason) implements LandResult {}
}
