package dev.wavewright.activities.git;

import java.util.List;

/** What a merge without a checkout gives. */
public sealed interface MergeResult {
  /**
   * The merge is clean.
   *
   * @param tree id of the merged tree, in the hub
   */
  record Clean(String tree) implements MergeResult {}

  /** The sides stand against each other on these paths, of which there is at least one. */
  record Conflicts(List<PathClash> paths) implements MergeResult {
    public Conflicts {
      paths = List.copyOf(paths);
    }
  }

  /**
   * One path in conflict.
   *
   * @param ours the integration branch's lines of the conflicting regions, bounded; a sentence in
   *     parentheses when the side has no text
   * @param theirs the session's lines, likewise
   * @param landedBy key and title of the landed issue that touched the path last, or empty
   */
  record PathClash(String path, String ours, String theirs, String landedBy) {}
}
