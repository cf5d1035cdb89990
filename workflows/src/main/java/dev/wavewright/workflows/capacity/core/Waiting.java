package dev.wavewright.workflows.capacity.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A request in the queue.
 *
 * @param since when it was accepted
 * @param remaining what is left of its longest wait while a pause stops that clock, else null
 * @param expiresAt when its longest wait ends while the clock runs, else null
 * @param place where a person put it, or null
 * @param overtaken how often one behind it was granted a lease it needs, counted up to {@link
 *     #PATIENCE}
 */
public record Waiting(
    Request request,
    Instant since,
    @Nullable Duration remaining,
    @Nullable Instant expiresAt,
    @Nullable Place place,
    int overtaken) {
  /** After so many overtakings a request may reserve what it needs. */
  public static final int PATIENCE = 10;

  /** Who comes first; the tickets only make the order total. */
  public static final Comparator<Waiting> ORDER = Waiting::compare;

  private static int compare(Waiting one, Waiting other) {
    Place here = one.place;
    Place there = other.place;
    Request first = one.request;
    Request second = other.request;
    int order =
        (here == null ? first.priority() : here.priority())
            .compareTo(there == null ? second.priority() : there.priority());
    if (order == 0) {
      order =
          Long.compare(
              here == null ? first.rank() : here.rank(),
              there == null ? second.rank() : there.rank());
    }
    if (order == 0) {
      order =
          (here == null ? first.arrival() : here.arrival())
              .compareTo(there == null ? second.arrival() : there.arrival());
    }
    if (order == 0) {
      order =
          (here == null ? first.ticket() : here.beside())
              .compareTo(there == null ? second.ticket() : there.beside());
    }
    if (order == 0) {
      order = Integer.compare(here == null ? 0 : here.offset(), there == null ? 0 : there.offset());
    }
    return order == 0 ? first.ticket().compareTo(second.ticket()) : order;
  }

  /** Returns the place that another request beside this one takes. */
  Place standsAt(String by) {
    return place == null
        ? Place.own(request, by)
        : new Place(
            place.priority(), place.rank(), place.arrival(), place.beside(), place.offset(), by);
  }

  Waiting with(Request changed) {
    return new Waiting(changed, since, remaining, expiresAt, place, overtaken);
  }

  Waiting placed(@Nullable Place newPlace) {
    return new Waiting(request, since, remaining, expiresAt, newPlace, overtaken);
  }

  Waiting overtakenBy(int more) {
    return new Waiting(
        request, since, remaining, expiresAt, place, Math.min(PATIENCE, overtaken + more));
  }

  /** Tells whether it was overtaken so often that it may reserve what it needs. */
  boolean mayReserve() {
    return overtaken >= PATIENCE;
  }

  /**
   * Moves the deadline to {@code until} unless it is later already; without one nothing changes.
   */
  Waiting extendedTo(Instant until, Instant now) {
    if (expiresAt != null && until.isAfter(expiresAt)) {
      return new Waiting(request, since, null, until, place, overtaken);
    }
    Duration left = Duration.between(now, until);
    if (remaining != null && left.compareTo(remaining) > 0) {
      return new Waiting(request, since, left, null, place, overtaken);
    }
    return this;
  }

  /** Stops or starts the clock of the deadline; without a deadline nothing changes. */
  Waiting clocked(boolean stopped, Instant now) {
    if (stopped && expiresAt != null) {
      return new Waiting(request, since, Duration.between(now, expiresAt), null, place, overtaken);
    }
    if (!stopped && remaining != null) {
      return new Waiting(request, since, null, now.plus(remaining), place, overtaken);
    }
    return this;
  }
}
