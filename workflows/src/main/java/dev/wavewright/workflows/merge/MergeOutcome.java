package dev.wavewright.workflows.merge;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.wavewright.workflows.model.CommitId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a landing ended.
 *
 * @param commit the landed merge commit; null unless landed
 * @param conflicts what stands against each other; empty unless a conflict
 * @param message one sentence for people
 * @param exitCode of the gate, or null
 * @param logTail the last lines of the gate's output, bounded
 */
public record MergeOutcome(
    String ticket,
    Result result,
    @Nullable CommitId commit,
    List<Conflict> conflicts,
    String message,
    @Nullable Integer exitCode,
    String logTail) {
  public MergeOutcome {
    conflicts = List.copyOf(conflicts);
  }

  /** The ways a landing ends. */
  public enum Result {
    LANDED("landed"),
    CONFLICT("conflict"),
    CHECK_FAILED("check-failed"),
    NO_VERDICT("no-verdict"),
    WITHDRAWN("withdrawn"),
    BRANCH_CLOSED("branch-closed"),
    HOST_LOST("host-lost"),
    REFUSED("refused");

    private final String word;

    Result(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }

  /**
   * One path in conflict.
   *
   * @param ours the integration branch's side, bounded
   * @param theirs the session's side, bounded
   * @param landedBy key and title of the issue whose landing changed the path last, or empty
   */
  public record Conflict(String path, String ours, String theirs, String landedBy) {}
}
