package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the gate was told, as its history has it: requests, releases, cancels, caps and hosts. */
final class GateMessages {
  private GateMessages() {}

  /**
   * Writes one message into the books.
   *
   * @param rejected requests that the gate refused, which claim nothing
   */
  static void heard(GateBooks books, HistoryEvent event, Set<GateRequests.Asked> rejected) {
    WorkflowExecutionSignaledEventAttributes signal =
        event.getWorkflowExecutionSignaledEventAttributes();
    JsonNode message = Events.argument(signal.getInput(), 0);
    switch (signal.getSignalName()) {
      case "request", "requestAll" -> {
        for (JsonNode request : GateRequests.in(signal)) {
          String ticket = Events.text(request, "ticket");
          if (!rejected.contains(new GateRequests.Asked(event.getEventId(), ticket))) {
            requested(books, request);
          }
        }
        message.path("releases").forEach(release -> released(books, release));
      }
      case "release" -> released(books, message);
      case "cancel" -> books.cancel(Events.text(message, "ticket"));
      case "cancelWaiting" ->
          message.path("holders").forEach(holder -> books.cancelWaiting(holder.asText()));
      case "steer" -> steered(books, message);
      case "host" -> {
        String pool = "host:" + Events.text(message, "host");
        if (books.mayChange(pool, true)) {
          books.pools.put(pool, books.cap(pool).registered(message.path("sessions").asInt()));
        }
        books.hostBack(pool);
      }
      case "hostLost" -> books.hostLost("host:" + Events.text(message, "host"));
      default -> {}
    }
  }

  private static void released(GateBooks books, JsonNode message) {
    books.release(
        Events.text(message, "key"), Events.text(message, "kind"), Events.text(message, "token"));
  }

  private static void requested(GateBooks books, JsonNode message) {
    Claim asked = GateRequests.claim(message);
    String ticket = asked.ticket;
    if (books.hasEnded(ticket, asked.run)) {
      return;
    }
    giveUpEarlierRun(books, asked);
    if (books.claims.containsKey(ticket) || hasRival(books, asked)) {
      return;
    }
    if (books.cancelledEarly.remove(ticket)) {
      books.remember(ticket, asked.run);
      return;
    }
    for (String list : List.of("inFlightPools", "sessionPools")) {
      for (JsonNode share : message.path(list)) {
        String pool = Events.text(share, "pool");
        books.pools.put(pool, books.cap(pool).requested(share.path("configured").asInt()));
      }
    }
    books.claims.put(ticket, asked);
  }

  /** Of two runs under one id the newer asks; it inherits a grant of the very same ticket. */
  private static void giveUpEarlierRun(GateBooks books, Claim asked) {
    for (Claim other : books.claimsOf(asked.key)) {
      if (!other.holder.equals(asked.holder) || other.run.equals(asked.run)) {
        continue;
      }
      boolean inherited =
          other.granted
              && other.ticket.equals(asked.ticket)
              && (!asked.wants(Claim.IN_FLIGHT) || other.holds(Claim.IN_FLIGHT))
              && (!asked.wants(Claim.SESSION) || other.holds(Claim.SESSION));
      if (inherited) {
        books.remember(other.ticket, other.run);
        other.run = asked.run;
        other.delivered = true;
      } else {
        books.lose(other, !other.granted);
      }
    }
  }

  private static boolean hasRival(GateBooks books, Claim asked) {
    return books.claimsOf(asked.key).stream()
        .filter(other -> other.purpose.equals(asked.purpose))
        .anyMatch(
            other ->
                (asked.wants(Claim.IN_FLIGHT) && other.isLiveFor(Claim.IN_FLIGHT))
                    || (asked.wants(Claim.SESSION) && other.isLiveFor(Claim.SESSION)));
  }

  private static void steered(GateBooks books, JsonNode message) {
    String pool = Events.text(message, "pool");
    String action = Events.text(message, "action");
    if (pool.isEmpty()) {
      if (action.equals("pause")) {
        books.paused = true;
      } else if (action.equals("resume")) {
        books.paused = false;
        books.pools.replaceAll((name, cap) -> cap.paused(false));
      }
      return;
    }
    if (!books.mayChange(pool, List.of("set", "pause", "limit").contains(action))) {
      return;
    }
    PoolCap cap = books.cap(pool);
    int number = message.path("cap").asInt();
    books.pools.put(
        pool,
        switch (action) {
          case "set" -> cap.set(number, until(message.path("until")));
          case "release" -> cap.released();
          case "limit" -> cap.limited(number, books.pools.containsKey(pool));
          case "lift" -> cap.limited(null, true);
          case "step-down" -> cap.down();
          case "step-up" -> cap.up();
          case "pause" -> cap.paused(true);
          case "resume" -> cap.paused(false);
          default -> cap;
        });
  }

  /** The gate counts in milliseconds. What it could not read is no end. */
  private static @Nullable Instant until(JsonNode time) {
    try {
      return time.isTextual()
          ? Instant.parse(time.textValue()).truncatedTo(ChronoUnit.MILLIS)
          : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
