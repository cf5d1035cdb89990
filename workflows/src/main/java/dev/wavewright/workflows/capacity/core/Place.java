package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;

/**
 * Where a person put a waiting request: at the front, or beside another one. Ranks that a wave
 * gives the request itself do not move it; ranks it gives {@code beside} move both.
 *
 * @param priority of {@code beside}
 * @param rank of {@code beside}; {@link Long#MIN_VALUE} at the front
 * @param arrival of {@code beside}
 * @param beside the ticket it was put next to, or its own
 * @param offset order among all that stand beside one ticket; that ticket itself has 0
 * @param by who put it there
 */
public record Place(
    Priority priority, long rank, Instant arrival, Ticket beside, int offset, String by) {
  /** Returns the place before all that nobody has put to the front. */
  static Place front(Request request, String by) {
    return new Place(new Priority(0), Long.MIN_VALUE, Instant.EPOCH, request.ticket(), 0, by);
  }

  boolean atFront() {
    return rank == Long.MIN_VALUE;
  }

  Place at(int newOffset) {
    return new Place(priority, rank, arrival, beside, newOffset, by);
  }

  /** Returns the same place beside a ticket that has another priority or rank now. */
  Place following(Waiting besides) {
    Request request = besides.request();
    return new Place(besides.priority(), request.rank(), request.arrival(), beside, offset, by);
  }

  /** Tells whether both stand beside the same ticket, as it stood at the same time. */
  boolean sameSpot(Place other) {
    return priority.equals(other.priority)
        && rank == other.rank
        && arrival.equals(other.arrival)
        && beside.equals(other.beside);
  }
}
