package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.audit.Claim.Lease;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The gate's state record with which one run starts the next, read from its public JSON. */
final class GateRecord {
  private final JsonNode state;
  private final List<String> names;

  GateRecord(JsonNode state) {
    this.state = state;
    names = Events.texts(state.path("names"));
  }

  /** Writes the books anew from the record. */
  GateBooks books() {
    GateBooks books = new GateBooks();
    books.paused = state.path("pause").isArray();
    state.path("pools").forEach(row -> books.pools.put(name(row.path(0)), PoolCap.of(row)));
    state.path("waiting").forEach(row -> add(books, claim(row.path(0))));
    for (JsonNode row : state.path("granted")) {
      Claim claim = claim(row.path(0));
      claim.granted = true;
      claim.delivered = row.path(4).asBoolean();
      for (JsonNode each : row.path(1)) {
        Lease lease = lease(each, claim.key, claim.ticket, claim.holder, claim.run);
        claim.leases.put(lease.token(), lease);
      }
      add(books, claim);
    }
    ofNobody("draining").forEach(lease -> books.draining.put(lease.token(), lease));
    ofNobody("lost").forEach(lease -> books.lost.put(lease.token(), lease));
    state
        .path("ended")
        .forEach(row -> books.remember(Events.text(row.path(0)), Events.text(row.path(1))));
    books.cancelledEarly.addAll(Events.texts(state.path("cancelledEarly")));
    return books;
  }

  private List<Lease> ofNobody(String list) {
    List<Lease> leases = new ArrayList<>();
    for (JsonNode row : state.path(list)) {
      leases.add(
          lease(
              row.path(3),
              Events.text(row.path(1)),
              Events.text(row.path(0)),
              Events.text(row.path(2)),
              ""));
    }
    return leases;
  }

  /** Returns the holders to whom a message waits to be sent. */
  Set<String> unsent() {
    Set<String> holders = new LinkedHashSet<>();
    state.path("outbox").forEach(row -> holders.add(Events.text(row.path(1))));
    return holders;
  }

  private static void add(GateBooks books, Claim claim) {
    books.claims.put(claim.ticket, claim);
  }

  private Claim claim(JsonNode row) {
    String ticket = Events.text(row.path(0));
    String told = Events.text(row.path(1));
    String key = told.isEmpty() ? ticket.substring(0, Math.max(0, ticket.lastIndexOf('/'))) : told;
    String holder = Events.text(row.path(2));
    JsonNode session = row.path(6);
    return new Claim(
        ticket,
        key,
        holder.isEmpty() ? workflowOf(key) : holder,
        Events.text(row.path(3)),
        Events.text(row.path(4)),
        named(row.path(5)),
        session.isArray(),
        named(session));
  }

  /** Returns the id of the workflow that drives an issue or task. */
  static String workflowOf(String key) {
    return key.contains("#") ? "issue/" + key.replace('#', '/') : key;
  }

  private Lease lease(JsonNode row, String key, String ticket, String holder, String run) {
    return new Lease(
        Events.text(row.path(1)),
        Events.text(row.path(0)),
        key,
        ticket,
        holder,
        run,
        named(row.path(2)));
  }

  private List<String> named(JsonNode indexes) {
    List<String> pools = new ArrayList<>();
    indexes.forEach(index -> pools.add(name(index)));
    return pools;
  }

  private String name(JsonNode index) {
    int place = index.asInt(-1);
    return place >= 0 && place < names.size() ? names.get(place) : "?" + place;
  }
}
