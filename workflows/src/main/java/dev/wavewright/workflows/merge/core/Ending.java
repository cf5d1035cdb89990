package dev.wavewright.workflows.merge.core;

import dev.wavewright.workflows.model.CommitId;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended.
 *
 * @param commit what landed; null unless landed
 * @param message one sentence for people
 */
public record Ending(
    String ticket, Kind kind, @Nullable CommitId commit, String message, Evidence evidence) {
  /** Returns this without bulky evidence. */
  public Ending brief() {
    return new Ending(ticket, kind, commit, message, evidence.brief());
  }

  /** The ways a request ends. */
  public enum Kind {
    LANDED,
    CONFLICT,
    CHECK_FAILED,
    NO_VERDICT,
    WITHDRAWN,
    BRANCH_CLOSED,
    HOST_LOST,
    REFUSED
  }
}
