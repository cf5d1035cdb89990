package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.LeaseKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Takes requests in: new ones join the queue, repeated ones find what is there. */
final class Asking {
  static final Duration LONGEST_WAIT = Duration.ofDays(3_650);
  private static final Duration SHORTEST_AGING = Duration.ofSeconds(1);

  private Asking() {}

  static void takeIn(Ledger ledger, Event.Ask ask) {
    Request request = ask.request();
    if (ledger.hasEnded(request)) {
      ledger.ignored(ask, "this request has ended");
      return;
    }
    giveUpEarlierRun(ledger, request);
    Request rival = rivalOf(ledger, request);
    if (rival != null) {
      answerWith(ledger, rival, ask);
      return;
    }
    if (ledger.takeEarlyCancel(request.ticket())) {
      ledger.remember(request, Ending.CANCELLED);
      ledger.postRefusal(request, Ending.CANCELLED, "it was cancelled before it came");
      return;
    }
    String refusal = ledger.footprint().takeIn(ledger, ask);
    if (refusal != null) {
      reject(ledger, request, refusal);
      return;
    }
    accept(ledger, ask);
  }

  private static void accept(Ledger ledger, Event.Ask ask) {
    for (Event.Configured configured : ask.configured()) {
      Pool pool = ledger.pool(configured.pool());
      if (!pool.host()) {
        ledger.putPool(pool.configured(configured.cap()));
      }
    }
    Request request = ask.request().arrivedAt(arrivalOf(ledger, ask));
    Duration longest = longestWait(ask);
    ledger.putWaiting(
        new Waiting(
            request,
            ledger.now,
            longest == null ? null : ledger.now.plus(longest),
            null,
            null,
            0,
            age(ledger, ask)));
    ledger.happened(new Outcome.Accepted(request.ticket()));
  }

  private static @Nullable Age age(Ledger ledger, Event.Ask ask) {
    Event.Ages told = ask.ages();
    if (told == null || told.every().compareTo(SHORTEST_AGING) < 0) {
      return null;
    }
    return new Age(told.every().truncatedTo(ChronoUnit.SECONDS), told.with(), ledger.now, 0);
  }

  private static Instant arrivalOf(Ledger ledger, Event.Ask ask) {
    Instant told = ask.arrival();
    if (told == null || told.isAfter(ledger.now)) {
      return ledger.now;
    }
    return told.isBefore(Instant.EPOCH) ? Instant.EPOCH : told.truncatedTo(ChronoUnit.MILLIS);
  }

  private static @Nullable Duration longestWait(Event.Ask ask) {
    Duration told = ask.deadline();
    if (told == null) {
      return null;
    }
    if (told.isNegative()) {
      return Duration.ZERO;
    }
    return told.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : told.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Two runs under one workflow id are never open at once, so what asks is the newer one. A grant
   * of this very ticket may already have reached it, sent while its request was on its way: it
   * takes that over. All else of the earlier run is lost.
   */
  private static void giveUpEarlierRun(Ledger ledger, Request request) {
    for (Request other : ledger.live(request.key())) {
      if (!other.holder().equals(request.holder()) || other.run().equals(request.run())) {
        continue;
      }
      Granted holds = ledger.granted(other.ticket());
      if (holds != null && other.ticket().equals(request.ticket()) && holds.covers(request)) {
        ledger.end(other, Ending.HOLDER_LOST);
        ledger.putGranted(holds.takenOverBy(request.run()));
        ledger.happened(new Outcome.TakenOver(request.ticket(), request.run()));
      } else {
        Holders.lose(ledger, other, false);
      }
    }
  }

  /** The live request of the same ticket, or of the same issue, lease kind and purpose. */
  private static @Nullable Request rivalOf(Ledger ledger, Request request) {
    Request same = ledger.live(request.ticket());
    if (same != null) {
      return same;
    }
    for (Request other : ledger.live(request.key())) {
      for (LeaseKind kind : LeaseKind.values()) {
        if (other.purpose().equals(request.purpose())
            && request.wants(kind)
            && isLive(ledger, other, kind)) {
          return other;
        }
      }
    }
    return null;
  }

  private static boolean isLive(Ledger ledger, Request request, LeaseKind kind) {
    Granted holds = ledger.granted(request.ticket());
    return holds == null ? request.wants(kind) : holds.lease(kind).isPresent();
  }

  private static void answerWith(Ledger ledger, Request rival, Event.Ask ask) {
    Request request = ask.request();
    boolean same = rival.holder().equals(request.holder()) && rival.key().equals(request.key());
    if (!same) {
      reject(ledger, request, "ticket " + rival.ticket() + " of " + rival.holder() + " is live");
    } else if (ledger.granted(rival.ticket()) == null) {
      ledger.ignored(ask, "ticket " + rival.ticket() + " waits for it");
    } else {
      ledger.postGrant(rival);
      ledger.happened(new Outcome.GrantRepeated(rival.ticket()));
    }
  }

  /** A rejected request is not remembered: the same ticket may be asked for again later. */
  private static void reject(Ledger ledger, Request request, String why) {
    ledger.happened(new Outcome.Ended(request.ticket(), request.run(), Ending.REJECTED));
    ledger.postRefusal(request, Ending.REJECTED, why);
  }
}
