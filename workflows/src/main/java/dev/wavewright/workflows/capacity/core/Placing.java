package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Takes in what people say about a waiting request: where it stands, how long it may wait. */
final class Placing {
  private Placing() {}

  /**
   * A priority or a rank. What a person says holds until a person says otherwise; a wave's rank is
   * noted, but does not move what a person has placed.
   */
  static void takeIn(Ledger ledger, Event.Move move) {
    Waiting waits = ledger.waiting(move.ticket());
    if (waits == null) {
      ledger.ignored(move, "the ticket does not wait");
      return;
    }
    Request request = waits.request();
    Request moved =
        request.movedTo(
            move.priority() == null ? request.priority() : move.priority(),
            move.rank() == null ? request.rank() : move.rank());
    Waiting now = waits.with(moved);
    String by = move.by();
    if (by == null) {
      followed(ledger, waits, now);
    } else {
      now = move.priority() == null ? now : now.agingAnew(ledger.now);
      Waiting free = now.placed(null);
      now = move.rank() == null ? free : free.placed(free.standsAt(Footprint.plain(by)));
      if (!ledger.footprint().place(ledger.placeCount(), waits.place(), now.place())) {
        ledger.ignored(move, "too much waits already");
        return;
      }
    }
    ledger.putWaiting(now);
    ledger.happened(new Outcome.Moved(move.ticket()));
  }

  /** A place at the front or beside another request, whose priority and rank then count for it. */
  static void takeIn(Ledger ledger, Event.PutBeside put) {
    Waiting waits = ledger.waiting(put.ticket());
    if (waits == null) {
      ledger.ignored(put, "the ticket does not wait");
      return;
    }
    List<Waiting> order = new ArrayList<>(ledger.inOrder());
    int from = order.indexOf(waits);
    order.remove(from);
    int to = target(order, put);
    if (to < 0) {
      ledger.ignored(put, "the other ticket does not wait");
      return;
    }
    Place spot = spot(order, to, put, waits.request());
    Place before = waits.place();
    if (to == from && before != null && before.sameSpot(spot)) {
      ledger.ignored(put, "it stands there already");
      return;
    }
    if (!ledger.footprint().place(ledger.placeCount(), before, spot)) {
      ledger.ignored(put, "too much waits already");
      return;
    }
    List<Waiting> beside = new ArrayList<>();
    for (int index = 0; index <= order.size(); index++) {
      if (index == to) {
        beside.add(waits.placed(spot));
      }
      if (index < order.size() && order.get(index).standsAt(spot.by()).sameSpot(spot)) {
        beside.add(order.get(index));
      }
    }
    number(ledger, beside, put.ticket());
    ledger.happened(new Outcome.Moved(put.ticket()));
  }

  /** Where the neighbour stands; at the front beside who is there, else before all that wait. */
  private static Place spot(List<Waiting> others, int to, Event.PutBeside put, Request request) {
    String by = Footprint.plain(put.by());
    if (put.side() != Event.Side.FRONT) {
      return others.get(put.side() == Event.Side.AFTER ? to - 1 : to).standsAt(by);
    }
    Place first = others.isEmpty() ? null : others.getFirst().standsAt(by);
    return first != null && first.atFront() ? first : Place.front(request, by);
  }

  /** What stands beside a ticket goes with it when its wave ranks it anew, or when it ages. */
  static void followed(Ledger ledger, Waiting before, Waiting now) {
    if (before.place() != null) {
      return;
    }
    Place spot = before.standsAt("");
    for (Waiting each : ledger.allWaiting()) {
      Place place = each.place();
      if (place != null && place.sameSpot(spot)) {
        ledger.putWaiting(each.placed(place.following(now)));
      }
    }
  }

  /** Returns the index at which it goes in among the others, or a negative number. */
  private static int target(List<Waiting> others, Event.PutBeside put) {
    Ticket other = put.other();
    if (put.side() == Event.Side.FRONT) {
      return 0;
    }
    for (int index = 0; index < others.size(); index++) {
      if (others.get(index).request().ticket().equals(other)) {
        return put.side() == Event.Side.BEFORE ? index : index + 1;
      }
    }
    return -1;
  }

  /** Numbers all that stand beside one ticket; that ticket keeps 0. */
  private static void number(Ledger ledger, List<Waiting> beside, Ticket moved) {
    int zero = 0;
    for (int index = 0; index < beside.size(); index++) {
      Waiting each = beside.get(index);
      Place place = each.place();
      boolean itself = place == null || each.request().ticket().equals(place.beside());
      zero = itself && !each.request().ticket().equals(moved) ? index : zero;
    }
    for (int index = 0; index < beside.size(); index++) {
      Waiting each = beside.get(index);
      Place place = each.place();
      if (place != null) {
        ledger.putWaiting(each.placed(place.at(index - zero)));
      }
    }
  }

  /**
   * A later deadline. It is never made earlier, so a message that comes twice, late or beside
   * another one does no harm. While a pause stops the clock, what is left is counted from now.
   */
  static void takeIn(Ledger ledger, Event.Extend extend) {
    Waiting waits = ledger.waiting(extend.ticket());
    if (waits == null) {
      ledger.ignored(extend, "the ticket does not wait");
      return;
    }
    Waiting extended = waits.extendedTo(latest(ledger.now, extend.until()), ledger.now);
    if (extended.equals(waits)) {
      ledger.ignored(extend, "it may wait as long already");
      return;
    }
    ledger.putWaiting(extended);
    ledger.happened(new Outcome.Extended(extend.ticket()));
  }

  private static Instant latest(Instant now, Instant until) {
    Instant most = now.plus(Asking.LONGEST_WAIT);
    return until.isAfter(most) ? most : until.truncatedTo(ChronoUnit.MILLIS);
  }
}
