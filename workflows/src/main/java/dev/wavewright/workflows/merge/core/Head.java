package dev.wavewright.workflows.merge.core;

import dev.wavewright.workflows.model.CommitId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The landing under way.
 *
 * @param stage the step that is due or running; rebuilding has no candidate, the others have one
 * @param built what the last rebuild made, null while rebuilding
 * @param moved times the branch moved under this turn
 * @param silent checks of this candidate that gave no verdict
 * @param doubt why it is unknown whether the landing happened, or null
 * @param since when its turn began
 */
public record Head(
    Waiting item,
    Stage stage,
    @Nullable Built built,
    int moved,
    int silent,
    @Nullable String doubt,
    Instant since) {
  public Head {
    if ((stage == Stage.REBUILD) != (built == null)) {
      throw new IllegalArgumentException("a candidate exists exactly after the rebuild");
    }
  }

  static Head begin(Waiting item, Instant now) {
    return new Head(item, Stage.REBUILD, null, 0, 0, null, now);
  }

  Head gate(Built candidate) {
    return new Head(item, Stage.GATE, candidate, moved, 0, doubt, since);
  }

  Head gateAgain() {
    return new Head(item, Stage.GATE, built, moved, silent + 1, doubt, since);
  }

  Head land(Built candidate) {
    return new Head(
        item.withVerdict(candidate.verdict()), Stage.LAND, candidate, moved, 0, doubt, since);
  }

  Head rebuildAfterMove() {
    return new Head(item, Stage.REBUILD, null, moved + 1, 0, doubt, since);
  }

  Head rebuildInDoubt(String why) {
    return new Head(item, Stage.REBUILD, null, moved, 0, why, since);
  }

  /** The steps of a landing. */
  public enum Stage {
    REBUILD,
    GATE,
    LAND
  }

  /**
   * A merge commit that may land.
   *
   * @param tip the branch's tip it was built on
   * @param verdict digest of (tree, check, environment), or null
   */
  public record Built(CommitId tip, CommitId candidate, @Nullable String verdict) {}
}
