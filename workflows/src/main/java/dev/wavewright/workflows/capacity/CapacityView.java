package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gate looks like now.
 *
 * @param ended the last requests that ended, oldest first; a few of them
 * @param startRecord how expected starts came out of late
 */
public record CapacityView(
    List<Holding> holding,
    List<Waiting> waiting,
    List<PoolView> pools,
    boolean paused,
    List<Ended> ended,
    StartRecord startRecord) {
  /** A gate that remembers nothing that ended. */
  public CapacityView(
      List<Holding> holding, List<Waiting> waiting, List<PoolView> pools, boolean paused) {
    this(holding, waiting, pools, paused, List.of());
  }

  /** A gate that has followed no start. */
  public CapacityView(
      List<Holding> holding,
      List<Waiting> waiting,
      List<PoolView> pools,
      boolean paused,
      List<Ended> ended) {
    this(holding, waiting, pools, paused, ended, StartRecord.NONE);
  }

  public CapacityView {
    startRecord = startRecord == null ? StartRecord.NONE : startRecord;
    ended = ended == null ? List.of() : List.copyOf(ended);
    holding = List.copyOf(holding);
    waiting = List.copyOf(waiting);
    pools = List.copyOf(pools);
  }

  /**
   * A request that ended.
   *
   * @param how {@code released}, {@code cancelled}, {@code expired}, {@code rejected} or {@code
   *     holder-lost}
   */
  public record Ended(Ticket ticket, String how) {}

  /**
   * A lease that is held.
   *
   * @param draining the holder is lost and its host has not yet confirmed the process gone
   */
  public record Holding(
      Ticket ticket,
      IssueKey key,
      String holder,
      LeaseKind kind,
      LeaseToken token,
      List<PoolName> pools,
      @Nullable HostId host,
      Instant since,
      boolean draining) {}

  /**
   * A request that waits.
   *
   * @param position 1 to n
   * @param why the kind of reason
   * @param pool the pool that keeps it waiting, or null if it is none or no single one
   * @param reason why it is not granted now, for example {@code pool repository:acme/api is full}
   * @param priority that counts now: as asked for, less what its wait has gained
   * @param deadline when it expires; null for never, and while a pause stops that clock
   * @param remaining what is left until it expires while a pause stops that clock, else null
   * @param placedBy the person who gave it its rank or place, or null
   * @param expectedStart null while it cannot be told
   */
  public record Waiting(
      Ticket ticket,
      IssueKey key,
      String holder,
      int position,
      Priority priority,
      long rank,
      WaitReason why,
      @Nullable PoolName pool,
      String reason,
      Instant since,
      @Nullable Instant deadline,
      String title,
      @Nullable Duration remaining,
      @Nullable String placedBy,
      @Nullable ExpectedStart expectedStart) {}

  /**
   * How expected starts came out of late. A few of the requests are followed.
   *
   * @param told of so many the start was told when they were asked for, and then came
   * @param held so many of them came within the interval
   */
  public record StartRecord(int told, int held) {
    static final StartRecord NONE = new StartRecord(0, 0);
  }

  /** When a request is expected to be granted; measured, and never narrower than it is known. */
  public record ExpectedStart(Instant earliest, Instant latest) {}

  /**
   * What a host's worker says of its machine.
   *
   * @param reason what was measured; empty without pressure
   * @param about how many sessions the host carries and why, and what is not watched
   * @param since when this was said first
   */
  public record Condition(Pressure pressure, String reason, String about, Instant since) {}

  /**
   * A pool.
   *
   * @param configured the cap the configuration gives
   * @param effective the cap in force
   * @param loweredBy who put another cap in force: a person or the usage monitor; or null
   * @param afterPause the cap that a pause hides; without one the cap in force
   * @param paused whether a pause is in force, of this pool alone or of all; a cap of 0 is none
   * @param until when the cap in force ends by itself, or null for not
   * @param byHand whether a person has set or stepped the cap
   * @param condition what a host's worker says of its machine; null for other pools
   */
  public record PoolView(
      PoolName name,
      int configured,
      int effective,
      int held,
      int waiting,
      @Nullable String loweredBy,
      @Nullable String reason,
      int afterPause,
      boolean paused,
      @Nullable Instant until,
      boolean byHand,
      @Nullable Condition condition) {
    /** A pool that is not paused, whose cap has no end and is nobody's. */
    public PoolView(
        PoolName name,
        int configured,
        int effective,
        int held,
        int waiting,
        @Nullable String loweredBy,
        @Nullable String reason,
        int afterPause) {
      this(
          name,
          configured,
          effective,
          held,
          waiting,
          loweredBy,
          reason,
          afterPause,
          false,
          null,
          false,
          null);
    }
  }
}
