package dev.wavewright.workflows.merge.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import org.jspecify.annotations.Nullable;

/** Something that happened to a merge queue. */
public sealed interface News {
  /**
   * An approved change asks to land.
   *
   * @param host where the change is
   * @param verdict digest of a green verdict it brings, or null
   */
  record Arrived(String ticket, String holder, IssueKey key, HostId host, @Nullable String verdict)
      implements News {}

  /**
   * A change is taken back.
   *
   * @param hostLost whether because its host does not come back: a landing under way is given up
   */
  record Withdrawn(String ticket, String reason, boolean hostLost) implements News {}

  /** A person declared that a host does not come back. */
  record HostLost(HostId host, String by) implements News {}

  /** A person opened the branch again. */
  record Reopened(String by) implements News {}

  /** What became of the work step under way. */
  sealed interface Result extends News {
    String ticket();
  }

  /**
   * The merge was built.
   *
   * @param verdict digest of (tree, check, environment); null when it is unknown
   */
  record Ready(String ticket, CommitId tip, CommitId candidate, @Nullable String verdict)
      implements Result {}

  /** The branch contains this issue's landing already. */
  record AlreadyLanded(String ticket, CommitId commit) implements Result {}

  /** The change does not merge into the tip. */
  record Conflicted(String ticket, String message, Evidence evidence) implements Result {}

  /** The check passed. */
  record Green(String ticket) implements Result {}

  /** The check failed. */
  record Red(String ticket, String message, Evidence evidence) implements Result {}

  /** The check did not start, or did not end in time. */
  record NoVerdict(String ticket, String message, Evidence evidence) implements Result {}

  /**
   * The branch is now at {@code commit}.
   *
   * @param warning what a person should look at, or null
   */
  record Landed(String ticket, CommitId commit, @Nullable String warning) implements Result {}

  /** Somebody else moved the branch first. */
  record Moved(String ticket) implements Result {}

  /** What landed is not what was approved. */
  record Mismatched(String ticket, String message) implements Result {}

  /** The step cannot be done, says who tried. */
  record Refused(String ticket, String message) implements Result {}

  /** The step broke; whether it changed anything is unknown. */
  record Failed(String ticket, String message) implements Result {}
}
