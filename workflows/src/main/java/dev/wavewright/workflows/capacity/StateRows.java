package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.CapacityState.ConditionRow;
import dev.wavewright.workflows.capacity.CapacityState.DrainingRow;
import dev.wavewright.workflows.capacity.CapacityState.EndedRow;
import dev.wavewright.workflows.capacity.CapacityState.GrantedRow;
import dev.wavewright.workflows.capacity.CapacityState.LeaseRow;
import dev.wavewright.workflows.capacity.CapacityState.LeverRow;
import dev.wavewright.workflows.capacity.CapacityState.LimitRow;
import dev.wavewright.workflows.capacity.CapacityState.MessageRow;
import dev.wavewright.workflows.capacity.CapacityState.PauseRow;
import dev.wavewright.workflows.capacity.CapacityState.PlaceRow;
import dev.wavewright.workflows.capacity.CapacityState.PoolRow;
import dev.wavewright.workflows.capacity.CapacityState.RequestRow;
import dev.wavewright.workflows.capacity.CapacityState.WaitingRow;
import dev.wavewright.workflows.capacity.core.Draining;
import dev.wavewright.workflows.capacity.core.EndedTicket;
import dev.wavewright.workflows.capacity.core.Ending;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Lease;
import dev.wavewright.workflows.capacity.core.Message;
import dev.wavewright.workflows.capacity.core.Pause;
import dev.wavewright.workflows.capacity.core.Place;
import dev.wavewright.workflows.capacity.core.Pool;
import dev.wavewright.workflows.capacity.core.Request;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps the core's state to the record that crosses continue-as-new, and back, losing nothing. */
final class StateRows {
  private static final Pattern KEY =
      Pattern.compile("[^#\\s]+/[^#\\s/]+#[1-9][0-9]{0,17}|task/[a-z0-9][a-z0-9-]{0,63}");

  private final List<PoolName> names;
  private final Map<PoolName, Integer> indexes = new LinkedHashMap<>();

  private StateRows(List<PoolName> names) {
    this.names = names;
  }

  static CapacityState write(Gate gate, int continueAsNewAfter, Instant nextSweep) {
    StateRows rows = new StateRows(new ArrayList<>());
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
        overtaken(gate.waiting()));
  }

  private static @Nullable String overtaken(List<Waiting> waiting) {
    StringBuilder digits = new StringBuilder(waiting.size());
    boolean any = false;
    for (Waiting waits : waiting) {
      digits.append(Character.forDigit(waits.overtaken(), Character.MAX_RADIX));
      any |= waits.overtaken() > 0;
    }
    return any ? digits.toString() : null;
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
    StateRows rows = new StateRows(state.names());
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
        state.lost().stream().map(rows::value).toList());
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

  private RequestRow row(Request request) {
    IssueKey key = request.key();
    return new RequestRow(
        request.ticket(),
        keyIn(request.ticket().value()).filter(key::equals).isPresent() ? null : key,
        request.holder().equals(key.workflowId()) ? null : request.holder(),
        request.run(),
        request.purpose(),
        indexes(request.inFlightPools()),
        request.wantsSession() ? indexes(request.sessionPools()) : null,
        request.hosts(),
        request.priority().level(),
        request.rank(),
        request.arrival().toEpochMilli(),
        request.title());
  }

  private Request value(RequestRow row) {
    IssueKey told = row.key();
    IssueKey key = told == null ? keyIn(row.ticket().value()).orElseThrow() : told;
    String holder = row.holder();
    List<Integer> session = row.session();
    return new Request(
        row.ticket(),
        key,
        holder == null ? key.workflowId() : holder,
        row.run(),
        row.purpose(),
        named(row.inFlight()),
        session != null,
        session == null ? List.of() : named(session),
        row.hosts(),
        new Priority(row.priority()),
        row.rank(),
        Instant.ofEpochMilli(row.arrival()),
        row.title());
  }

  private static Optional<IssueKey> keyIn(String ticket) {
    int slash = ticket.lastIndexOf('/');
    String before = ticket.substring(0, Math.max(slash, 0));
    return KEY.matcher(before).matches() ? Optional.of(new IssueKey(before)) : Optional.empty();
  }

  private WaitingRow row(Waiting waiting) {
    Duration remaining = waiting.remaining();
    return new WaitingRow(
        row(waiting.request()),
        waiting.since().toEpochMilli(),
        remaining == null ? null : remaining.toMillis(),
        millis(waiting.expiresAt()));
  }

  private List<Waiting> waiting(CapacityState state) {
    Map<Integer, PlaceRow> places = new LinkedHashMap<>();
    state.places().forEach(place -> places.put(place.waiting(), place));
    List<Waiting> waiting = new ArrayList<>();
    String overtaken = state.overtaken();
    for (WaitingRow row : state.waiting()) {
      int index = waiting.size();
      int times =
          overtaken == null ? 0 : Character.digit(overtaken.charAt(index), Character.MAX_RADIX);
      waiting.add(value(row, places.get(index), times));
    }
    return waiting;
  }

  private Waiting value(WaitingRow row, @Nullable PlaceRow place, int overtaken) {
    Long remaining = row.remaining();
    return new Waiting(
        value(row.request()),
        Instant.ofEpochMilli(row.since()),
        remaining == null ? null : Duration.ofMillis(remaining),
        instant(row.expiresAt()),
        place == null ? null : value(place, row.request().ticket()),
        overtaken);
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
        row(granted.request()),
        granted.leases().stream().map(this::row).toList(),
        granted.host(),
        granted.since().toEpochMilli(),
        granted.delivered());
  }

  private Granted value(GrantedRow row) {
    return new Granted(
        value(row.request()),
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
