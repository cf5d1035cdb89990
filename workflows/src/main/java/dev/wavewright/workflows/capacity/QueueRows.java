package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.CapacityState.PlaceRow;
import dev.wavewright.workflows.capacity.CapacityState.RequestRow;
import dev.wavewright.workflows.capacity.CapacityState.WaitingRow;
import dev.wavewright.workflows.capacity.core.Age;
import dev.wavewright.workflows.capacity.core.Place;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.capacity.core.RunIds;
import dev.wavewright.workflows.capacity.core.Waiting;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps requests and the line in which they wait; there are thousands, so each letter counts. */
final class QueueRows {
  private static final Pattern KEY =
      Pattern.compile("[^#\\s]+/[^#\\s/]+#[1-9][0-9]{0,17}|task/[a-z0-9][a-z0-9-]{0,63}");

  private final PoolIndexes pools;
  private final List<String> waves;
  private final boolean since1970;

  /**
   * @param waves to which new ones are added
   * @param since1970 whether the times that are read do not count from the row's own
   */
  QueueRows(PoolIndexes pools, List<String> waves, boolean since1970) {
    this.pools = pools;
    this.waves = waves;
    this.since1970 = since1970;
  }

  /**
   * Writes a request.
   *
   * @param since from which its times count
   */
  RequestRow row(Request request, Instant since) {
    IssueKey key = request.key();
    return new RequestRow(
        request.ticket(),
        keyIn(request.ticket().value()).filter(key::equals).isPresent() ? null : key,
        request.holder().equals(key.workflowId()) ? null : request.holder(),
        RunIds.shortened(request.run()),
        request.purpose(),
        pools.indexes(request.inFlightPools()),
        request.wantsSession() ? pools.indexes(request.sessionPools()) : null,
        request.hosts(),
        request.priority().level(),
        request.rank(),
        since(since, request.arrival()),
        request.title());
  }

  Request value(RequestRow row, long since) {
    IssueKey told = row.key();
    IssueKey key = told == null ? keyIn(row.ticket().value()).orElseThrow() : told;
    String holder = row.holder();
    List<Integer> session = row.session();
    return new Request(
        row.ticket(),
        key,
        holder == null ? key.workflowId() : holder,
        RunIds.full(row.run()),
        row.purpose(),
        pools.named(row.inFlight()),
        session != null,
        session == null ? List.of() : pools.named(session),
        row.hosts(),
        new Priority(row.priority()),
        row.rank(),
        instant(since, row.arrival()),
        row.title());
  }

  private static Optional<IssueKey> keyIn(String ticket) {
    int slash = ticket.lastIndexOf('/');
    String before = ticket.substring(0, Math.max(slash, 0));
    return KEY.matcher(before).matches() ? Optional.of(new IssueKey(before)) : Optional.empty();
  }

  WaitingRow row(Waiting waiting) {
    Instant since = waiting.since();
    Instant ends = waiting.ends();
    Instant stopped = waiting.stopped();
    Age age = waiting.age();
    return new WaitingRow(
        row(waiting.request(), since),
        since.toEpochMilli(),
        ends == null ? null : since(since, ends),
        stopped == null ? null : since(since, stopped),
        age == null ? 0 : age.every().toSeconds(),
        age == null || age.with() == null ? 0 : wave(age.with()),
        age == null ? 0 : since(since, age.from()));
  }

  private int wave(String name) {
    if (!waves.contains(name)) {
      waves.add(name);
    }
    return waves.indexOf(name) + 1;
  }

  private static long since(Instant since, Instant time) {
    return time.toEpochMilli() - since.toEpochMilli();
  }

  private Instant instant(long since, long time) {
    return Instant.ofEpochMilli(since1970 ? time : since + time);
  }

  List<Waiting> waiting(CapacityState state) {
    Map<Integer, PlaceRow> places = new LinkedHashMap<>();
    state.places().forEach(place -> places.put(place.waiting(), place));
    List<Waiting> waiting = new ArrayList<>();
    for (WaitingRow row : state.waiting()) {
      int index = waiting.size();
      Clock clock = since1970 ? oldClock(row) : clock(row);
      PlaceRow place = places.get(index);
      waiting.add(
          new Waiting(
              value(row.request(), row.since()),
              Instant.ofEpochMilli(row.since()),
              clock.ends(),
              clock.stopped(),
              place == null ? null : value(place, row.request().ticket()),
              digit(state.overtaken(), index),
              age(row, digit(state.aged(), index))));
    }
    return waiting;
  }

  private record Clock(@Nullable Instant ends, @Nullable Instant stopped) {}

  private Clock clock(WaitingRow row) {
    Long ends = row.ends();
    Long stopped = row.stopped();
    return new Clock(
        ends == null ? null : instant(row.since(), ends),
        stopped == null ? null : instant(row.since(), stopped));
  }

  /** What was left is kept as if the clock had been stopped at once. */
  private static Clock oldClock(WaitingRow row) {
    Long left = row.ends();
    Instant since = Instant.ofEpochMilli(row.since());
    return left == null
        ? new Clock(row.stopped() == null ? null : Instant.ofEpochMilli(row.stopped()), null)
        : new Clock(since.plusMillis(left), since);
  }

  private @Nullable Age age(WaitingRow row, int levels) {
    return row.agesEvery() == 0
        ? null
        : new Age(
            Duration.ofSeconds(row.agesEvery()),
            row.wave() == 0 ? null : waves.get(row.wave() - 1),
            instant(row.since(), row.agesFrom()),
            levels);
  }

  private static Place value(PlaceRow row, Ticket own) {
    Ticket beside = row.beside();
    return new Place(
        new Priority(row.priority()),
        row.rank(),
        Instant.ofEpochMilli(row.arrival()),
        beside == null ? own : beside,
        row.offset(),
        row.by());
  }

  /** One digit for each that waits; null if all are 0. */
  static @Nullable String digits(List<Waiting> waiting, ToIntFunction<Waiting> number) {
    StringBuilder digits = new StringBuilder(waiting.size());
    boolean any = false;
    for (Waiting waits : waiting) {
      digits.append(Character.forDigit(number.applyAsInt(waits), Character.MAX_RADIX));
      any |= number.applyAsInt(waits) > 0;
    }
    return any ? digits.toString() : null;
  }

  private static int digit(@Nullable String digits, int index) {
    return digits == null ? 0 : Character.digit(digits.charAt(index), Character.MAX_RADIX);
  }

  static List<PlaceRow> places(List<Waiting> waiting) {
    List<PlaceRow> places = new ArrayList<>();
    for (int index = 0; index < waiting.size(); index++) {
      Place place = waiting.get(index).place();
      if (place != null) {
        places.add(
            new PlaceRow(
                index,
                place.priority().level(),
                place.rank(),
                place.arrival().toEpochMilli(),
                place.beside().equals(waiting.get(index).request().ticket())
                    ? null
                    : place.beside(),
                place.offset(),
                place.by()));
      }
    }
    return places;
  }
}
