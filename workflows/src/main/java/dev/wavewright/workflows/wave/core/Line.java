package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One issue on a wave's board.
 *
 * @param phase {@code waiting-dependencies}, {@code held}, {@code queued} from its start on or
 *     while only others of its wave are ahead of its start, {@code parked}, or a final phase; finer
 *     phases are the issue's own to tell
 * @param reason why it waits, null while it is worked on or final
 * @param child where its workflow stands
 * @param run run id of its workflow, null before the first start
 * @param landed the integration commit, only when done
 * @param heard when its last report was made, null before the first
 * @param inFlight how long it held its in-flight lease, when it said so
 * @param rank the rank last told to the gate
 * @param cancelSent whether its workflow was told to cancel
 */
public record Line(
    Work work,
    Phase phase,
    @Nullable WaitReason reason,
    String detail,
    Child child,
    @Nullable String run,
    @Nullable CommitId landed,
    @Nullable Instant heard,
    @Nullable Duration inFlight,
    long rank,
    boolean cancelSent) {

  /**
   * What never changes about an issue.
   *
   * @param dependsOn dependencies inside the wave
   * @param heldBy a dependency outside the wave that has not landed, or null
   * @param expected expected time in flight before any was measured
   */
  public record Work(
      IssueKey key,
      RepositoryName repository,
      String agent,
      Priority priority,
      List<IssueKey> dependsOn,
      @Nullable IssueKey heldBy,
      Duration expected) {
    public Work {
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /** The order in which the gate is to take the issues of a wave, by the ranks told to it. */
  public static final Comparator<Line> ORDER =
      Comparator.comparing((Line line) -> line.work().priority())
          .thenComparingLong(Line::rank)
          .thenComparing(Line::key);

  /** Where an issue's workflow stands, as far as the wave knows. */
  public enum Child {
    /** Never started, or its start was refused. */
    NONE,
    /** Its start was commanded and is not confirmed. */
    STARTING,
    LIVE,
    /** Closed without a final report. */
    GONE
  }

  /** Returns the line of an issue about which nothing is known yet. */
  public static Line fresh(Work work) {
    return new Line(
        work, Phase.WAITING_DEPENDENCIES, null, "", Child.NONE, null, null, null, null, 0, false);
  }

  public IssueKey key() {
    return work.key();
  }

  /** Tells whether a workflow drives this issue now. */
  boolean driven() {
    return child == Child.STARTING || child == Child.LIVE;
  }

  /** Tells whether the wave alone decides about this issue: nothing drives it and it may start. */
  boolean undriven() {
    return !phase.isFinal() && !driven();
  }

  /** Tells whether whatever depends on this issue must wait for a person. */
  boolean stopped() {
    return phase.isForPeople() || (phase.isFinal() && phase != Phase.DONE);
  }

  Line at(Phase newPhase, @Nullable WaitReason newReason, String newDetail) {
    return new Line(
        work,
        newPhase,
        newReason,
        newDetail,
        child,
        run,
        landed,
        heard,
        inFlight,
        rank,
        cancelSent);
  }

  Line driver(Child newChild, @Nullable String newRun) {
    return new Line(
        work, phase, reason, detail, newChild, newRun, landed, heard, inFlight, rank, cancelSent);
  }

  Line reported(@Nullable CommitId commit, @Nullable Instant at, @Nullable Duration measured) {
    return new Line(
        work, phase, reason, detail, child, run, commit, at, measured, rank, cancelSent);
  }

  Line ranked(long newRank) {
    return new Line(
        work, phase, reason, detail, child, run, landed, heard, inFlight, newRank, cancelSent);
  }

  Line cancelAsked(boolean sent) {
    return new Line(work, phase, reason, detail, child, run, landed, heard, inFlight, rank, sent);
  }
}
