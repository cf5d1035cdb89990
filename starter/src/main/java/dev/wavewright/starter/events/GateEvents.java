package dev.wavewright.starter.events;

import dev.wavewright.starter.events.GateEvent.Place;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.Condition;
import dev.wavewright.workflows.capacity.CapacityView.Holding;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.usage.UsageView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells what changed between two looks. Applied to the first look, the events give the second. What
 * changed and changed back between them is not seen; a request that came and went is, for as long
 * as the gate remembers its end.
 */
public final class GateEvents {
  /** Of the places that one event tells. */
  public static final int MOST_PLACES = 20;

  private final Look before;
  private final Look after;
  private final Instant at;
  private final List<GateEvent> events = new ArrayList<>();

  private GateEvents(Look before, Look after) {
    this.before = before;
    this.after = after;
    this.at = after.at();
  }

  /**
   * Returns the events that lead from one look to a later one: what ended, what started, what
   * waits, the places of the others, then pools, pauses and readings.
   */
  public static List<GateEvent> between(Look before, Look after) {
    GateEvents found = new GateEvents(before, after);
    found.tickets();
    found.pools();
    found.pauses();
    found.readings();
    return List.copyOf(found.events);
  }

  private void tickets() {
    Map<Ticket, Waiting> waited = waiting(before.gate());
    Map<Ticket, Waiting> waits = waiting(after.gate());
    Map<Ticket, Holding> held = holding(before.gate());
    Map<Ticket, Holding> holds = holding(after.gate());
    ended(waited, held, waits, holds);
    holds.forEach(
        (ticket, holding) -> {
          if (!held.containsKey(ticket)) {
            events.add(started(ticket, holding));
          }
        });
    List<Place> moved = new ArrayList<>();
    waits.forEach(
        (ticket, waiting) -> {
          Waiting earlier = waited.get(ticket);
          if (earlier == null) {
            events.add(queued(waiting));
          } else if (earlier.position() != waiting.position()) {
            moved.add(new Place(ticket, waiting.position()));
          }
        });
    if (!moved.isEmpty()) {
      events.add(
          new GateEvent.Positions(
              at, waits.size(), moved.size(), moved.stream().limit(MOST_PLACES).toList()));
    }
  }

  private void ended(
      Map<Ticket, Waiting> waited,
      Map<Ticket, Holding> held,
      Map<Ticket, Waiting> waits,
      Map<Ticket, Holding> holds) {
    Map<Ticket, String> remembered = new HashMap<>();
    after.gate().ended().forEach(ended -> remembered.put(ended.ticket(), ended.how()));
    Set<CapacityView.Ended> known = new HashSet<>(before.gate().ended());
    Set<Ticket> gone = new TreeSet<>(waited.keySet());
    gone.addAll(held.keySet());
    after.gate().ended().stream()
        .filter(ended -> !known.contains(ended))
        .forEach(ended -> gone.add(ended.ticket()));
    gone.removeAll(waits.keySet());
    gone.removeAll(holds.keySet());
    for (Ticket ticket : gone) {
      @Nullable Waiting waiting = waited.get(ticket);
      @Nullable Holding holding = held.get(ticket);
      events.add(
          new GateEvent.Ended(
              at,
              ticket,
              holding != null ? holding.key() : waiting != null ? waiting.key() : null,
              holding != null,
              remembered.getOrDefault(ticket, "unknown")));
    }
  }

  private static Map<Ticket, Waiting> waiting(CapacityView gate) {
    Map<Ticket, Waiting> waiting = new LinkedHashMap<>();
    gate.waiting().forEach(each -> waiting.put(each.ticket(), each));
    return waiting;
  }

  /** A lease that drains has no live request. */
  private static Map<Ticket, Holding> holding(CapacityView gate) {
    Map<Ticket, Holding> holding = new LinkedHashMap<>();
    for (Holding each : gate.holding()) {
      if (!each.draining()) {
        holding.merge(each.ticket(), each, (one, other) -> other.host() == null ? one : other);
      }
    }
    return holding;
  }

  private GateEvent started(Ticket ticket, Holding holding) {
    List<PoolName> pools =
        after.gate().holding().stream()
            .filter(each -> each.ticket().equals(ticket) && !each.draining())
            .flatMap(each -> each.pools().stream())
            .distinct()
            .toList();
    return new GateEvent.Started(at, ticket, holding.key(), holding.host(), pools);
  }

  private GateEvent queued(Waiting waiting) {
    return new GateEvent.Queued(
        at,
        waiting.ticket(),
        waiting.key(),
        waiting.title(),
        waiting.position(),
        waiting.priority(),
        waiting.reason(),
        waiting.deadline());
  }

  private void pools() {
    Map<PoolName, PoolView> known = byName(before.gate());
    for (PoolView pool : after.gate().pools()) {
      @Nullable PoolView earlier = known.get(pool.name());
      if (earlier == null || capChanged(earlier, pool)) {
        events.add(
            new GateEvent.CapChanged(
                at,
                pool.name(),
                capped(pool.configured()),
                capped(pool.afterPause()),
                earlier == null ? null : capped(earlier.afterPause()),
                pool.paused() ? null : pool.loweredBy(),
                pool.paused() ? null : pool.reason(),
                pool.until()));
      }
      Pressure pressure = pressure(pool);
      if (pressure != (earlier == null ? Pressure.NONE : pressure(earlier))) {
        Condition condition = pool.condition();
        events.add(
            new GateEvent.Pressed(
                at, pool.name(), pressure, condition == null ? "" : condition.reason()));
      }
    }
  }

  private static Map<PoolName, PoolView> byName(CapacityView gate) {
    Map<PoolName, PoolView> pools = new HashMap<>();
    gate.pools().forEach(pool -> pools.put(pool.name(), pool));
    return pools;
  }

  /** While a pause is in force, a pool tells who paused it and not who lowered it. */
  private static boolean capChanged(PoolView earlier, PoolView pool) {
    return earlier.configured() != pool.configured()
        || earlier.afterPause() != pool.afterPause()
        || (!earlier.paused()
            && !pool.paused()
            && (!Objects.equals(earlier.loweredBy(), pool.loweredBy())
                || !Objects.equals(earlier.reason(), pool.reason())
                || !Objects.equals(earlier.until(), pool.until())));
  }

  private static @Nullable Integer capped(int cap) {
    return cap == PoolShare.UNLIMITED ? null : Integer.valueOf(cap);
  }

  private static Pressure pressure(PoolView pool) {
    Condition condition = pool.condition();
    return condition == null ? Pressure.NONE : condition.pressure();
  }

  /** What pauses a single pool cannot be told apart while everything is paused. */
  private void pauses() {
    boolean was = before.gate().paused();
    boolean is = after.gate().paused();
    if (was != is) {
      @Nullable PoolView any = is ? after.gate().pools().stream().findFirst().orElse(null) : null;
      events.add(
          new GateEvent.Paused(
              at,
              null,
              is,
              any == null ? null : any.loweredBy(),
              any == null ? null : any.reason()));
    }
    if (is) {
      return;
    }
    Map<PoolName, PoolView> known = byName(before.gate());
    for (PoolView pool : after.gate().pools()) {
      @Nullable PoolView earlier = known.get(pool.name());
      boolean wasPaused = !was && earlier != null && earlier.paused();
      if (wasPaused != pool.paused()) {
        events.add(
            new GateEvent.Paused(
                at,
                pool.name(),
                pool.paused(),
                pool.paused() ? pool.loweredBy() : null,
                pool.paused() ? pool.reason() : null));
      }
    }
  }

  private void readings() {
    Map<String, UsageView> known = new HashMap<>();
    before.usage().forEach(view -> known.put(view.account(), view));
    for (UsageView view : after.usage()) {
      UsageView earlier = known.get(view.account());
      Set<UsageView.Note> told = earlier == null ? Set.of() : new HashSet<>(earlier.recent());
      view.recent().stream()
          .filter(note -> !told.contains(note))
          .map(
              note -> new GateEvent.Usage(at, view.account(), view.limit(), note.text(), note.at()))
          .forEach(events::add);
    }
  }
}
