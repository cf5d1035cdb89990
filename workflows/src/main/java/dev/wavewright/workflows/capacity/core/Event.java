package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes in at the gate. */
public sealed interface Event {
  /**
   * A request.
   *
   * @param request its arrival is not read
   * @param configured caps of its pools
   * @param arrival null for now
   * @param deadline null for none
   * @param ages null for not
   */
  record Ask(
      Request request,
      List<Configured> configured,
      @Nullable Instant arrival,
      @Nullable Duration deadline,
      @Nullable Ages ages)
      implements Event {
    public Ask {
      configured = List.copyOf(configured);
    }
  }

  /**
   * How a request ages.
   *
   * @param every gains it one level; under a second it does not age
   * @param with the wave it ages with, or null for alone
   */
  record Ages(Duration every, @Nullable String with) {}

  /** The configured cap of a pool as a request has it. */
  record Configured(PoolName pool, int cap) {}

  /** A lease is given back. */
  record Release(IssueKey key, LeaseKind kind, LeaseToken token) implements Event {}

  /** A ticket is cancelled. */
  record Cancel(Ticket ticket, String reason) implements Event {}

  /** Whatever waits for one of these holders is cancelled. */
  record CancelWaiting(List<String> holders, String reason) implements Event {
    public CancelWaiting {
      holders = List.copyOf(holders);
    }
  }

  /**
   * A waiting ticket gets another priority or rank; what is null stays.
   *
   * @param by the person who says so, or null for the wave that ranks its own issues
   */
  record Move(Ticket ticket, @Nullable Priority priority, @Nullable Long rank, @Nullable String by)
      implements Event {}

  /** On which side of another ticket. */
  enum Side {
    FRONT,
    BEFORE,
    AFTER
  }

  /**
   * A person puts a waiting ticket somewhere.
   *
   * @param other null for the front
   */
  record PutBeside(Ticket ticket, Side side, @Nullable Ticket other, String by) implements Event {}

  /** A waiting ticket may wait until then at least. */
  record Extend(Ticket ticket, Instant until) implements Event {}

  /**
   * Puts a cap in force.
   *
   * @param until when it ends by itself, or null for not
   */
  record SetCap(PoolName pool, int cap, String by, String reason, @Nullable Instant until)
      implements Event {}

  /** Takes back what was set or stepped by hand. */
  record FreeCap(PoolName pool) implements Event {}

  /**
   * The usage monitor allows so many at once.
   *
   * @param until when it expects to allow more, or null if it cannot tell
   */
  record LimitCap(PoolName pool, int cap, String by, String reason, @Nullable Instant until)
      implements Event {}

  /** The usage monitor limits the pool no more. */
  record LiftLimit(PoolName pool) implements Event {}

  /** Lowers a cap by one step. */
  record StepDown(PoolName pool, String by, String reason) implements Event {}

  /** Raises a cap by one step. */
  record StepUp(PoolName pool, String by, String reason) implements Event {}

  /** Pauses one pool, or everything when {@code pool} is null. */
  record PauseGate(@Nullable PoolName pool, String by, String reason) implements Event {}

  /** Ends the pause of one pool; when {@code pool} is null, every pause there is. */
  record ResumeGate(@Nullable PoolName pool, String by, String reason) implements Event {}

  /** A host registers. */
  record HostRegistered(HostId host, int sessions) implements Event {}

  /** A host's worker says what its machine is short of, and what it carries. */
  record ConditionTold(HostId host, Pressure pressure, String reason, String about)
      implements Event {}

  /** A person declares that a host does not come back. */
  record HostLost(HostId host, String by) implements Event {}

  /** The epoch of tokens is raised. */
  record EpochRaised(long epoch) implements Event {}

  /** A holder or waiter was found closed. */
  record HolderLost(String holder, String run) implements Event {}

  /** A host confirmed that no process runs under a draining lease. */
  record SessionGone(LeaseToken token) implements Event {}

  /** A message reached its receiver. */
  record Delivered(long message) implements Event {}

  /** A message cannot reach its receiver ever: it is closed. */
  record Undeliverable(long message) implements Event {}

  /** A message could not be delivered now. */
  record NotDelivered(long message) implements Event {}
}
