package dev.wavewright.starter.audit;

import dev.wavewright.starter.audit.Claim.Lease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who holds, who waits, and which caps are in force, at one point of the gate's history. */
final class GateBooks {
  private static final int MOST_POOLS = 400;
  private static final int DIGITS_OF_A_RUN = 8;

  final Map<String, PoolCap> pools = new TreeMap<>();
  final Map<String, Claim> claims = new LinkedHashMap<>();
  final Map<String, Lease> draining = new LinkedHashMap<>();
  final Map<String, Lease> lost = new LinkedHashMap<>();
  final Set<String> ended = new LinkedHashSet<>();
  final Set<String> cancelledEarly = new LinkedHashSet<>();
  boolean paused;

  PoolCap cap(String pool) {
    return pools.getOrDefault(pool, PoolCap.UNKNOWN);
  }

  boolean mayChange(String pool, boolean mayBeNew) {
    return pools.containsKey(pool) || (mayBeNew && pools.size() < MOST_POOLS);
  }

  int held(String pool) {
    int held = 0;
    for (Lease lease : leases()) {
      for (String each : lease.pools()) {
        held += each.equals(pool) ? 1 : 0;
      }
    }
    return held;
  }

  /** Returns every lease that counts, draining ones included. */
  List<Lease> leases() {
    List<Lease> leases = new ArrayList<>();
    claims.values().forEach(claim -> leases.addAll(claim.leases.values()));
    leases.addAll(draining.values());
    return leases;
  }

  @Nullable Lease lease(String token) {
    return leases().stream().filter(each -> each.token().equals(token)).findFirst().orElse(null);
  }

  List<Claim> claimsOf(String key) {
    return claims.values().stream().filter(claim -> claim.key.equals(key)).toList();
  }

  List<Claim> claimsOf(String holder, String run) {
    return claims.values().stream()
        .filter(claim -> claim.holder.equals(holder) && claim.run.equals(run))
        .toList();
  }

  void end(Claim claim) {
    claims.remove(claim.ticket);
    remember(claim.ticket, claim.run);
  }

  void remember(String ticket, String run) {
    ended.add(endedName(ticket, run));
  }

  boolean hasEnded(String ticket, String run) {
    return ended.contains(endedName(ticket, run));
  }

  boolean hasEnded(String ticket) {
    return ended.stream().anyMatch(name -> name.startsWith(ticket + " "));
  }

  static String endedName(String ticket, String run) {
    return ticket + " " + run.substring(0, Math.min(DIGITS_OF_A_RUN, run.length()));
  }

  /** Its in-flight lease is free at once; a session lease drains unless nobody learned of it. */
  void lose(Claim claim, boolean neverReceived) {
    end(claim);
    for (Lease lease : claim.leases.values()) {
      if (lease.kind().equals(Claim.SESSION) && !neverReceived) {
        draining.put(lease.token(), lease);
      }
    }
  }

  /** What ran on a host that is declared lost counts no more. */
  void hostLost(String pool) {
    if (!cap(pool).host()) {
      return;
    }
    pools.put(pool, cap(pool).lost());
    for (Claim claim : List.copyOf(claims.values())) {
      List<Lease> there = sessionsOf(pool, claim.leases.values());
      there.forEach(lease -> claim.leases.remove(lease.token()));
      there.forEach(lease -> lost.put(lease.token(), lease));
      if (!there.isEmpty() && claim.leases.isEmpty()) {
        end(claim);
      }
    }
    for (Lease lease : sessionsOf(pool, draining.values())) {
      draining.remove(lease.token());
      lost.put(lease.token(), lease);
    }
  }

  /** What ran on a host that comes back counts until the host says that it is gone. */
  void hostBack(String pool) {
    for (Lease lease : sessionsOf(pool, lost.values())) {
      lost.remove(lease.token());
      draining.put(lease.token(), lease);
    }
  }

  private static List<Lease> sessionsOf(String pool, Collection<Lease> leases) {
    return leases.stream()
        .filter(lease -> lease.kind().equals(Claim.SESSION) && lease.pools().contains(pool))
        .toList();
  }

  /** Frees the lease of exactly this token, kind and issue; anything else changes nothing. */
  void release(String key, String kind, String token) {
    Lease lease = lease(token);
    if (lease == null || !lease.key().equals(key) || !lease.kind().equals(kind)) {
      return;
    }
    if (draining.remove(token) != null) {
      return;
    }
    Claim claim = claims.get(lease.ticket());
    if (claim != null) {
      claim.leases.remove(token);
      if (claim.leases.isEmpty()) {
        end(claim);
      }
    }
  }

  void cancel(String ticket) {
    Claim claim = claims.get(ticket);
    if (claim == null) {
      if (!hasEnded(ticket)) {
        cancelledEarly.add(ticket);
      }
    } else if (claim.granted) {
      lose(claim, false);
    } else {
      end(claim);
    }
  }

  /** Ends what a holder waits for; what it was granted stays its own. */
  void cancelWaiting(String holder) {
    for (Claim claim : List.copyOf(claims.values())) {
      if (!claim.granted && claim.holder.equals(holder)) {
        end(claim);
      }
    }
  }

  /** Returns why nothing may be granted to this issue now, or null. */
  @Nullable String closedFor(String key, List<String> named) {
    if (paused) {
      return "everything is paused";
    }
    List<String> gating = new ArrayList<>(named);
    for (Claim claim : claimsOf(key)) {
      claim.leases.values().stream()
          .filter(lease -> lease.kind().equals(Claim.IN_FLIGHT))
          .forEach(lease -> gating.addAll(lease.pools()));
    }
    return gating.stream()
        .filter(pool -> cap(pool).closed())
        .findFirst()
        .map(pool -> "pool " + pool + " is paused or has a cap of 0")
        .orElse(null);
  }

  /** Tells whether a waiting request could be granted at this point. */
  boolean hasRoom(Claim claim) {
    List<String> needed = new ArrayList<>(claim.inFlightPools);
    if (claim.wantsSession) {
      needed.addAll(claim.sessionPools);
    }
    return closedFor(claim.key, needed) == null
        && needed.stream().allMatch(pool -> held(pool) < cap(pool).inForce());
  }
}
