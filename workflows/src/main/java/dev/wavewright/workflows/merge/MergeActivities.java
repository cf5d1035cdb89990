package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.model.CommitId;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The landing's hands, on the queue of the host that has the hub. Every method may be repeated, and
 * heartbeats at least every ten seconds: one that is silent for thirty is taken for dead and runs
 * again. Expected outcomes are values; a failure that a repetition cannot repair is thrown as a
 * non-retryable {@code ApplicationFailure}.
 */
@ActivityInterface
public interface MergeActivities {
  /**
   * Builds the two-parent merge of tip and approved commit in the hub, without a checkout, and pins
   * it. Finds an earlier landing of the same issue by its trailer.
   */
  @ActivityMethod(name = "RebuildOnTip")
  Candidate rebuildOnTip(MergeRequest request);

  /** Runs the repository's check on a fresh checkout of exactly {@code candidate}. */
  @ActivityMethod(name = "Gate")
  GateReport gate(MergeRequest request, CommitId candidate);

  /**
   * Compares and swaps the integration branch from {@code tip} to {@code candidate}, the remote
   * first, verifies the landed content, releases the in-flight lease.
   */
  @ActivityMethod(name = "Land")
  LandReport land(MergeRequest request, CommitId tip, CommitId candidate);

  /**
   * The result of a rebuild.
   *
   * @param tip the integration branch's tip it was built on
   * @param commit the merge commit; the earlier landing when {@code ALREADY_LANDED}; null for a
   *     conflict or a refusal
   * @param verdict digest of (tree, check, environment) under which a verdict may be reused
   */
  record Candidate(
      CandidateState state,
      @Nullable CommitId tip,
      @Nullable CommitId commit,
      @Nullable String verdict,
      List<MergeOutcome.Conflict> conflicts,
      String message) {
    public Candidate {
      conflicts = List.copyOf(conflicts);
    }

    /** What a rebuild found. */
    public enum CandidateState {
      READY,
      CONFLICT,
      ALREADY_LANDED,
      REFUSED
    }
  }

  /**
   * A gate's verdict.
   *
   * @param exitCode null when the check never ended by itself
   */
  record GateReport(Verdict verdict, @Nullable Integer exitCode, String logTail, String message) {}

  /** What a check said. */
  enum Verdict {
    GREEN,
    RED,
    NO_VERDICT
  }

  /** The result of a compare-and-swap. */
  record LandReport(LandState state, @Nullable CommitId commit, String message) {
    /** What became of the branch. */
    public enum LandState {
      LANDED,
      BRANCH_MOVED,
      CONTENT_MISMATCH,
      REFUSED
    }
  }
}
