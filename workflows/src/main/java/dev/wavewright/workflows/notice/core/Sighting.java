package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.model.WaveId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a project found.
 *
 * @param gate null if no gate was there to be asked
 * @param stops every issue and task that has stopped and is not over
 * @param expired what ended because its longest wait was over, as far as it is not known
 * @param waves that are over, as far as they are not known
 */
public record Sighting(
    Instant at,
    @Nullable GateSight gate,
    List<Stop> stops,
    List<Expiry> expired,
    List<WaveEnd> waves) {
  public Sighting {
    stops = List.copyOf(stops);
    expired = List.copyOf(expired);
    waves = List.copyOf(waves);
  }

  /**
   * The project's part of the gate.
   *
   * @param expired tickets that the gate remembers as expired, of those that were seen waiting
   * @param paused whether everything is paused
   * @param pausedBy who paused everything, or null
   * @param pauseReason why, or null
   */
  public record GateSight(
      List<Waits> waiting,
      List<Runs> running,
      List<Ticket> expired,
      List<Cap> caps,
      boolean paused,
      @Nullable String pausedBy,
      @Nullable String pauseReason) {
    public GateSight {
      waiting = List.copyOf(waiting);
      running = List.copyOf(running);
      expired = List.copyOf(expired);
      caps = List.copyOf(caps);
    }
  }

  /**
   * A request that waits.
   *
   * @param position from 1
   * @param earliest of its expected start, or null
   * @param latest of its expected start, or null
   */
  public record Waits(
      Ticket ticket,
      IssueKey key,
      String title,
      int position,
      String reason,
      Instant since,
      @Nullable Instant earliest,
      @Nullable Instant latest) {}

  /**
   * An issue or task that has its place.
   *
   * @param host null while it has no session
   */
  public record Runs(IssueKey key, String title, @Nullable HostId host, Instant since) {}

  /**
   * An issue or task that has stopped.
   *
   * @param ticket its latest request, or null: with phase and reason it tells this stop from the
   *     one before
   * @param mark changes whenever anything happens to it
   */
  public record Stop(
      IssueKey key,
      String title,
      Phase phase,
      @Nullable WaitReason reason,
      @Nullable Ticket ticket,
      String detail,
      String unblock,
      String mark) {}

  /** Something that ended because its longest wait was over; {@code id} tells it from others. */
  public record Expiry(String id, IssueKey key, String title, String detail, Instant at) {}

  /**
   * A wave that is over.
   *
   * @param run tells it from another wave of its name
   * @param how empty if it came to its end, else what ended it
   * @param counts how many of its issues stand in which phase, in order of the phases
   * @param left keys of those that are not done, the first of them
   */
  public record WaveEnd(
      WaveId wave,
      String run,
      Instant started,
      Instant ended,
      String how,
      List<Count> counts,
      List<IssueKey> left) {
    public WaveEnd {
      counts = List.copyOf(counts);
      left = List.copyOf(left);
    }

    /** Returns what it is remembered by. */
    public String id() {
      return wave.workflowId() + "@" + run;
    }
  }

  /** How many issues stand in a phase. */
  public record Count(Phase phase, int issues) {}

  /**
   * The cap of a pool.
   *
   * @param cap in force once no pause hides it; {@link Integer#MAX_VALUE} for none
   * @param paused whether the pool, or everything, is paused
   * @param by who put it in force or paused it, or null for the configuration
   * @param until when it ends by itself, or null
   * @param byHand whether a person has set or stepped it
   */
  public record Cap(
      PoolName pool,
      int configured,
      int cap,
      boolean paused,
      @Nullable String by,
      @Nullable String reason,
      @Nullable Instant until,
      boolean byHand) {}
}
