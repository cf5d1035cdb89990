package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a wave carries from one run to the next.
 *
 * @param version of this record; a newer field is null or zero when an older version wrote it
 * @param eventsPerRun history events after which a run continues as a new one
 * @param started when the wave began, null before
 * @param cancelledBy who cancelled it, or null
 * @param lines one per issue in the order of the plan; empty before the wave began
 * @param mostAtGate issues of this wave that may wait or be at work at once
 */
public record WaveState(
    int version,
    WavePlan plan,
    int eventsPerRun,
    @Nullable Instant started,
    @Nullable String cancelledBy,
    List<IssueState> lines,
    int mostAtGate) {
  public static final int VERSION = 1;
  private static final int EVENTS_PER_RUN = 2_000;

  /** A quarter of what the gate takes. */
  static final int MOST_AT_GATE = 500;

  public WaveState {
    lines = List.copyOf(lines);
    mostAtGate = mostAtGate == 0 ? MOST_AT_GATE : mostAtGate;
    if (mostAtGate < 1) {
      throw new IllegalArgumentException("mostAtGate is at least 1, not " + mostAtGate);
    }
    if (eventsPerRun < 1) {
      throw new IllegalArgumentException("eventsPerRun is at least 1, not " + eventsPerRun);
    }
  }

  public static WaveState initial(WavePlan plan) {
    return new WaveState(VERSION, plan, EVENTS_PER_RUN, null, null, List.of(), MOST_AT_GATE);
  }

  /** One issue; the fields are those of the board's line. */
  public record IssueState(
      IssueKey key,
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
    /** Where an issue's workflow stands. */
    public enum Child {
      NONE,
      STARTING,
      LIVE,
      GONE
    }
  }
}
