package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A request in the queue.
 *
 * @param since when it was accepted
 * @param ends when its longest wait ends if nothing stops its clock, or null for never
 * @param stopped since when a pause stops its clock, or null while it runs
 * @param place where a person put it, or null
 * @param overtaken how often one behind it was granted a lease it needs, counted up to {@link
 *     #PATIENCE}
 * @param age null for a request that keeps its priority however long it waits
 */
public record Waiting(
    Request request,
    Instant since,
    @Nullable Instant ends,
    @Nullable Instant stopped,
    @Nullable Place place,
    int overtaken,
    @Nullable Age age) {
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
        (here == null ? one.priority() : here.priority())
            .compareTo(there == null ? other.priority() : there.priority());
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
        ? new Place(priority(), request.rank(), request.arrival(), request.ticket(), 0, by)
        : new Place(
            place.priority(), place.rank(), place.arrival(), place.beside(), place.offset(), by);
  }

  Waiting with(Request changed) {
    return new Waiting(changed, since, ends, stopped, place, overtaken, age);
  }

  Waiting placed(@Nullable Place newPlace) {
    return new Waiting(request, since, ends, stopped, newPlace, overtaken, age);
  }

  Waiting overtakenBy(int more) {
    return new Waiting(
        request, since, ends, stopped, place, Math.min(PATIENCE, overtaken + more), age);
  }

  /** Tells whether it was overtaken so often that it may reserve what it needs. */
  boolean mayReserve() {
    return overtaken >= PATIENCE;
  }

  Waiting aged(@Nullable Age newAge) {
    return new Waiting(request, since, ends, stopped, place, overtaken, newAge);
  }

  /** Returns it as one that a person gave its priority: it ages alone, and from now on. */
  Waiting agingAnew(Instant now) {
    return age == null ? this : aged(age.anew(stopped == null ? now : stopped));
  }

  /** Returns the priority that counts now: as asked for, less the levels its wait has gained. */
  public Priority priority() {
    return age == null ? request.priority() : age.of(request.priority());
  }

  /** Returns when its longest wait ends; null for never, and while a pause stops that clock. */
  public @Nullable Instant expiresAt() {
    return stopped == null ? ends : null;
  }

  /** Returns what is left of its longest wait while a pause stops that clock, else null. */
  public @Nullable Duration remaining() {
    return stopped == null || ends == null ? null : Duration.between(stopped, ends);
  }

  /** Returns for how long it has aged; pauses do not count. */
  long agedMillis(Instant now) {
    Instant until = stopped == null ? now : stopped;
    return age == null ? 0 : until.toEpochMilli() - age.from().toEpochMilli();
  }

  /**
   * Moves the deadline to {@code until} unless it is later already; without one nothing changes.
   */
  Waiting extendedTo(Instant until, Instant now) {
    if (ends == null) {
      return this;
    }
    Instant end = stopped == null ? until : stopped.plus(Duration.between(now, until));
    return end.isAfter(ends)
        ? new Waiting(request, since, end, stopped, place, overtaken, age)
        : this;
  }

  /** Stops or starts the clock of its deadline and of its age. */
  Waiting clocked(boolean stop, Instant now) {
    if (stop == (stopped != null)) {
      return this;
    }
    if (stop) {
      return new Waiting(request, since, ends, now, place, overtaken, age);
    }
    Duration stood = Duration.between(stopped, now);
    return new Waiting(
        request,
        since,
        ends == null ? null : ends.plus(stood),
        null,
        place,
        overtaken,
        age == null ? null : age.later(stood));
  }
}
