package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.CapacityState.ConditionRow;
import dev.wavewright.workflows.capacity.CapacityState.DrainingRow;
import dev.wavewright.workflows.capacity.CapacityState.EndedRow;
import dev.wavewright.workflows.capacity.CapacityState.GrantedRow;
import dev.wavewright.workflows.capacity.CapacityState.LeaseRow;
import dev.wavewright.workflows.capacity.CapacityState.LeverRow;
import dev.wavewright.workflows.capacity.CapacityState.LimitRow;
import dev.wavewright.workflows.capacity.CapacityState.MeasuredRow;
import dev.wavewright.workflows.capacity.CapacityState.MessageRow;
import dev.wavewright.workflows.capacity.CapacityState.PauseRow;
import dev.wavewright.workflows.capacity.CapacityState.PlaceRow;
import dev.wavewright.workflows.capacity.CapacityState.PoolRow;
import dev.wavewright.workflows.capacity.CapacityState.RequestRow;
import dev.wavewright.workflows.capacity.CapacityState.WaitingRow;
import dev.wavewright.workflows.capacity.core.Age;
import dev.wavewright.workflows.capacity.core.Draining;
import dev.wavewright.workflows.capacity.core.EndedTicket;
import dev.wavewright.workflows.capacity.core.Ending;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Lease;
import dev.wavewright.workflows.capacity.core.Measured;
import dev.wavewright.workflows.capacity.core.Message;
import dev.wavewright.workflows.capacity.core.Pause;
import dev.wavewright.workflows.capacity.core.Place;
import dev.wavewright.workflows.capacity.core.Pool;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.capacity.core.RunIds;
import dev.wavewright.workflows.capacity.core.Waiting;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
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

/** Maps the core's state to the record that crosses continue-as-new, and back, losing nothing. */
final class StateRows {
  private static final Pattern KEY =
      Pattern.compile("[^#\\s]+/[^#\\s/]+#[1-9][0-9]{0,17}|task/[a-z0-9][a-z0-9-]{0,63}");

  private final List<PoolName> names;
  private final List<String> waves;
  private final boolean since1970;
  private final Map<PoolName, Integer> indexes = new LinkedHashMap<>();

  private StateRows(List<PoolName> names, List<String> waves, boolean since1970) {
    this.names = names;
    this.waves = waves;
    this.since1970 = since1970;
  }

  static CapacityState write(Gate gate, int continueAsNewAfter, Instant nextSweep) {
    StateRows rows = new StateRows(new ArrayList<>(), new ArrayList<>(), false);
    return new CapacityState(
        CapacityState.VERSION,
        continueAsNewAfter,
        nextSweep.toEpochMilli(),
        gate.epoch(),
        gate.lastNumber(),
        gate.lastMessage(),
        row(gate.pause()),
        rows.names,
        gate.pools().stream().map(rows::row).toList(),
        gate.waiting().stream().map(rows::row).toList(),
        gate.granted().stream().map(rows::row).toList(),
        gate.draining().stream().map(rows::row).toList(),
        gate.outbox().stream().map(StateRows::row).toList(),
        gate.ended().stream().map(StateRows::row).toList(),
        gate.cancelledEarly(),
        gate.lost().stream().map(rows::row).toList(),
        places(gate.waiting()),
        digits(gate.waiting(), Waiting::overtaken),
        rows.waves,
        digits(gate.waiting(), waits -> waits.age() == null ? 0 : waits.age().levels()),
        gate.measured().stream().map(rows::row).toList());
  }

  /** One digit for each that waits; null if all are 0. */
  private static @Nullable String digits(List<Waiting> waiting, ToIntFunction<Waiting> number) {
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

  private static List<PlaceRow> places(List<Waiting> waiting) {
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

  static Gate read(CapacityState state) {
    StateRows rows =
        new StateRows(
            state.names(), state.waves(), state.version() == CapacityState.WITH_TIMES_SINCE_1970);
    return new Gate(
        state.epoch(),
        state.lastNumber(),
        state.lastMessage(),
        value(state.pause()),
        state.pools().stream().map(rows::value).toList(),
        rows.waiting(state),
        state.granted().stream().map(rows::value).toList(),
        state.draining().stream().map(rows::value).toList(),
        state.outbox().stream().map(StateRows::value).toList(),
        state.ended().stream().map(StateRows::value).toList(),
        state.cancelledEarly(),
        state.lost().stream().map(rows::value).toList(),
        state.measured().stream().map(rows::value).toList());
  }

  private MeasuredRow row(Measured measured) {
    Measured.Work work = measured.work();
    return new MeasuredRow(
        index(work.repository()),
        index(work.agent()),
        work.purpose(),
        work.lease(),
        measured.millis());
  }

  private Measured value(MeasuredRow row) {
    return new Measured(
        new Measured.Work(
            names.get(row.repository()), names.get(row.agent()), row.purpose(), row.lease()),
        row.millis());
  }

  private static @Nullable PauseRow row(@Nullable Pause pause) {
    return pause == null
        ? null
        : new PauseRow(pause.by(), pause.reason(), pause.since().toEpochMilli());
  }

  private static @Nullable Pause value(@Nullable PauseRow row) {
    return row == null
        ? null
        : new Pause(row.by(), row.reason(), Instant.ofEpochMilli(row.since()));
  }

  private PoolRow row(Pool pool) {
    Pool.Lever lever = pool.lever();
    Pool.Limit limit = pool.limit();
    Pool.Condition condition = pool.condition();
    return new PoolRow(
        index(pool.name()),
        pool.configured(),
        pool.host(),
        lever == null
            ? null
            : new LeverRow(
                lever.cap(), lever.set(), lever.by(), lever.reason(), millis(lever.until())),
        row(pool.pause()),
        pool.lost(),
        limit == null
            ? null
            : new LimitRow(limit.cap(), limit.by(), limit.reason(), millis(limit.until())),
        condition == null
            ? null
            : new ConditionRow(
                condition.pressure(),
                condition.reason(),
                condition.about(),
                condition.since().toEpochMilli()));
  }

  private Pool value(PoolRow row) {
    LeverRow lever = row.lever();
    LimitRow limit = row.limit();
    ConditionRow condition = row.condition();
    return new Pool(
        names.get(row.name()),
        row.configured(),
        row.host(),
        row.lost(),
        lever == null
            ? null
            : new Pool.Lever(
                lever.cap(), lever.set(), lever.by(), lever.reason(), instant(lever.until())),
        limit == null
            ? null
            : new Pool.Limit(limit.cap(), limit.by(), limit.reason(), instant(limit.until())),
        value(row.pause()),
        condition == null
            ? null
            : new Pool.Condition(
                condition.pressure(),
                condition.reason(),
                condition.about(),
                Instant.ofEpochMilli(condition.since())));
  }

  /**
   * Writes a request.
   *
   * @param since from which its times count
   */
  private RequestRow row(Request request, Instant since) {
    IssueKey key = request.key();
    return new RequestRow(
        request.ticket(),
        keyIn(request.ticket().value()).filter(key::equals).isPresent() ? null : key,
        request.holder().equals(key.workflowId()) ? null : request.holder(),
        RunIds.shortened(request.run()),
        request.purpose(),
        indexes(request.inFlightPools()),
        request.wantsSession() ? indexes(request.sessionPools()) : null,
        request.hosts(),
        request.priority().level(),
        request.rank(),
        since(since, request.arrival()),
        request.title());
  }

  private Request value(RequestRow row, long since) {
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
        named(row.inFlight()),
        session != null,
        session == null ? List.of() : named(session),
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

  private WaitingRow row(Waiting waiting) {
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

  private List<Waiting> waiting(CapacityState state) {
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
        ? new Clock(instant(row.stopped()), null)
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

  private LeaseRow row(Lease lease) {
    return new LeaseRow(lease.kind(), lease.token(), indexes(lease.pools()));
  }

  private Lease value(LeaseRow row) {
    return new Lease(row.kind(), row.token(), named(row.pools()));
  }

  private GrantedRow row(Granted granted) {
    return new GrantedRow(
        row(granted.request(), granted.since()),
        granted.leases().stream().map(this::row).toList(),
        granted.host(),
        granted.since().toEpochMilli(),
        granted.delivered());
  }

  private Granted value(GrantedRow row) {
    return new Granted(
        value(row.request(), row.since()),
        row.leases().stream().map(this::value).toList(),
        row.host(),
        Instant.ofEpochMilli(row.since()),
        row.delivered());
  }

  private DrainingRow row(Draining draining) {
    return new DrainingRow(
        draining.ticket(),
        draining.key(),
        draining.holder(),
        row(draining.lease()),
        draining.host(),
        draining.since().toEpochMilli());
  }

  private Draining value(DrainingRow row) {
    return new Draining(
        row.ticket(),
        row.key(),
        row.holder(),
        value(row.lease()),
        row.host(),
        Instant.ofEpochMilli(row.since()));
  }

  private static MessageRow row(Message message) {
    return switch (message) {
      case Message.Grant grant ->
          new MessageRow(
              grant.id(),
              grant.holder(),
              grant.run(),
              grant.ticket(),
              millis(grant.notBefore()),
              null,
              null);
      case Message.Refusal refusal ->
          new MessageRow(
              refusal.id(),
              refusal.holder(),
              refusal.run(),
              refusal.ticket(),
              millis(refusal.notBefore()),
              refusal.ending().name(),
              refusal.text());
    };
  }

  private static Message value(MessageRow row) {
    String ending = row.ending();
    String text = row.text();
    return ending == null
        ? new Message.Grant(
            row.id(), row.holder(), row.run(), row.ticket(), instant(row.notBefore()))
        : new Message.Refusal(
            row.id(),
            row.holder(),
            row.run(),
            row.ticket(),
            instant(row.notBefore()),
            Ending.valueOf(ending),
            text == null ? "" : text);
  }

  private static EndedRow row(EndedTicket ended) {
    return new EndedRow(ended.ticket(), ended.run(), ended.ending().name());
  }

  private static EndedTicket value(EndedRow row) {
    return new EndedTicket(row.ticket(), row.run(), Ending.valueOf(row.ending()));
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private List<Integer> indexes(List<PoolName> pools) {
    return pools.stream().map(this::index).toList();
  }

  private int index(PoolName name) {
    Integer known = indexes.get(name);
    if (known != null) {
      return known;
    }
    names.add(name);
    indexes.put(name, names.size() - 1);
    return names.size() - 1;
  }

  private List<PoolName> named(List<Integer> references) {
    return references.stream().map(names::get).toList();
  }
}
