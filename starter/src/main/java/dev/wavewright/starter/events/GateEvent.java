package dev.wavewright.starter.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that changed between two looks. Its moment is that of the later look. */
public sealed interface GateEvent {
  Instant at();

  /** Returns the name programs know it by. */
  @JsonIgnore
  String name();

  /**
   * A request waits that did not wait before.
   *
   * @param position its place, from 1
   */
  record Queued(
      Instant at,
      Ticket ticket,
      IssueKey key,
      String title,
      int position,
      Priority priority,
      String reason,
      @Nullable Instant deadline)
      implements GateEvent {
    @Override
    public String name() {
      return "queued";
    }
  }

  /**
   * A request holds leases that held none before. One that did not wait at the look before was
   * never told as queued.
   *
   * @param host where its session is, or null if it has none
   */
  record Started(
      Instant at, Ticket ticket, IssueKey key, @Nullable HostId host, List<PoolName> pools)
      implements GateEvent {
    public Started {
      pools = List.copyOf(pools);
    }

    @Override
    public String name() {
      return "started";
    }
  }

  /**
   * A request neither waits nor holds anything any longer.
   *
   * @param key null if it came and went between two looks
   * @param had whether it held leases at the look before
   * @param how {@code released}, {@code cancelled}, {@code expired}, {@code rejected}, {@code
   *     holder-lost}, or {@code unknown} if the gate no longer remembers
   */
  record Ended(Instant at, Ticket ticket, @Nullable IssueKey key, boolean had, String how)
      implements GateEvent {
    @Override
    public String name() {
      return "ended";
    }
  }

  /**
   * Requests that wait on have other places. All that happened to the queue is in one event.
   *
   * @param waiting how many wait
   * @param changed how many of them have another place than before
   * @param first the first of those, at most {@link GateEvents#MOST_PLACES}
   */
  record Positions(Instant at, int waiting, int changed, List<Place> first) implements GateEvent {
    public Positions {
      first = List.copyOf(first);
    }

    @Override
    public String name() {
      return "positions";
    }
  }

  /** Where a request stands now. */
  record Place(Ticket ticket, int position) {}

  /**
   * A pool has another cap, or another one who says so.
   *
   * @param configured null for no cap
   * @param cap the cap in force once no pause hides it; null for no cap
   * @param before what that was; null for no cap, or for a pool that was not known
   * @param by who put it in force, or null if nobody did
   */
  record CapChanged(
      Instant at,
      PoolName pool,
      @Nullable Integer configured,
      @Nullable Integer cap,
      @Nullable Integer before,
      @Nullable String by,
      @Nullable String reason,
      @Nullable Instant until)
      implements GateEvent {
    @Override
    public String name() {
      return "cap-changed";
    }
  }

  /**
   * Everything, or one pool, was paused or goes on. When everything goes on, no pool stays paused
   * that is not told as paused after it.
   *
   * @param pool null for everything
   * @param by who paused it; null when it goes on
   */
  record Paused(
      Instant at,
      @Nullable PoolName pool,
      boolean paused,
      @Nullable String by,
      @Nullable String reason)
      implements GateEvent {
    @Override
    public String name() {
      return "pause";
    }
  }

  /** A host's machine is short of something, or no longer is. */
  record Pressed(Instant at, PoolName pool, Pressure pressure, String reason) implements GateEvent {
    @Override
    public String name() {
      return "pressure";
    }
  }

  /**
   * A usage monitor took a reading in, or time did something to its limit.
   *
   * @param limit issues in flight at most after the last of what the look found; null for none
   * @param text what it was and what it did
   * @param when the monitor's own moment
   */
  record Usage(Instant at, String account, @Nullable Integer limit, String text, Instant when)
      implements GateEvent {
    @Override
    public String name() {
      return "usage";
    }
  }
}
