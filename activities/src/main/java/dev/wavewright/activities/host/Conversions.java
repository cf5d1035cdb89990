package dev.wavewright.activities.host;

import dev.wavewright.activities.check.CheckResult;
import dev.wavewright.activities.git.MergeResult.PathClash;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.merge.MergeOutcome.Conflict;
import java.util.List;

/** Turns what the rooms say into the messages of the workflows. */
final class Conversions {
  /** So many conflicts are told; the agent finds the rest when these are settled. */
  private static final int MOST_CONFLICTS = 20;

  private Conversions() {}

  static List<Conflict> conflicts(List<PathClash> paths) {
    return paths.stream()
        .limit(MOST_CONFLICTS)
        .map(path -> new Conflict(path.path(), path.ours(), path.theirs(), path.landedBy()))
        .toList();
  }

  static Verdict verdict(CheckResult.Verdict verdict) {
    return switch (verdict) {
      case GREEN -> Verdict.GREEN;
      case RED -> Verdict.RED;
      case NO_VERDICT -> Verdict.NO_VERDICT;
    };
  }
}
