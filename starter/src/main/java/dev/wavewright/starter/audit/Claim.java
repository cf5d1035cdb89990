package dev.wavewright.starter.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A live request at the gate, and what it holds. Changes while a history is replayed. */
final class Claim {
  static final String IN_FLIGHT = "IN_FLIGHT";
  static final String SESSION = "SESSION";

  final String ticket;
  final String key;
  final String holder;
  String run;
  final String purpose;
  final List<String> inFlightPools;
  final boolean wantsSession;
  final List<String> sessionPools;
  final Map<String, Lease> leases = new LinkedHashMap<>();
  boolean granted;
  boolean delivered;

  /** Whether there was room while a message to its holder kept the grant from being sent. */
  boolean hadRoom;

  Claim(
      String ticket,
      String key,
      String holder,
      String run,
      String purpose,
      List<String> inFlightPools,
      boolean wantsSession,
      List<String> sessionPools) {
    this.ticket = ticket;
    this.key = key;
    this.holder = holder;
    this.run = run;
    this.purpose = purpose;
    this.inFlightPools = List.copyOf(inFlightPools);
    this.wantsSession = wantsSession;
    this.sessionPools = List.copyOf(sessionPools);
  }

  boolean wants(String kind) {
    return kind.equals(IN_FLIGHT) ? !inFlightPools.isEmpty() : wantsSession;
  }

  boolean holds(String kind) {
    return leases.values().stream().anyMatch(lease -> lease.kind().equals(kind));
  }

  /** Tells whether another request for this kind and purpose is one too many. */
  boolean isLiveFor(String kind) {
    return granted ? holds(kind) : wants(kind);
  }

  /**
   * A lease.
   *
   * @param holder workflow id of whoever asked for it
   * @param run first run id of the holder's chain
   */
  record Lease(
      String token,
      String kind,
      String key,
      String ticket,
      String holder,
      String run,
      List<String> pools) {
    Lease {
      pools = List.copyOf(pools);
    }
  }
}
