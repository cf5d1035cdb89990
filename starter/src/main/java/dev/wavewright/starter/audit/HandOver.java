package dev.wavewright.starter.audit;

import dev.wavewright.starter.audit.Claim.Lease;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the record that one run of the gate hands to the next with what its history says. */
final class HandOver {
  private HandOver() {}

  /**
   * @param books what history says at the end of the run
   * @param told what the next run was given
   */
  static void compare(GateBooks books, GateBooks told, Findings findings, String where) {
    Set<String> mine = tokens(books);
    Set<String> theirs = tokens(told);
    for (String token : theirs) {
      if (!mine.contains(token)) {
        findings.violation(
            Rule.LEASES, token, "the state handed over holds a lease that history does not", where);
      }
    }
    for (String token : mine) {
      if (!theirs.contains(token)) {
        findings.violation(
            Rule.LEASES,
            token,
            "the state handed over lacks a lease that was not given back",
            where);
      }
    }
    Set<String> names = new LinkedHashSet<>(books.pools.keySet());
    names.addAll(told.pools.keySet());
    for (String pool : names) {
      PoolCap own = books.cap(pool);
      PoolCap other = told.cap(pool);
      if (own.inForce() != other.inForce() || own.paused() != other.paused()) {
        findings.violation(
            Rule.CAPS,
            pool,
            "the state handed over says a cap of "
                + other.inForce()
                + ", history says "
                + own.inForce(),
            where);
      }
    }
  }

  private static Set<String> tokens(GateBooks of) {
    return of.leases().stream()
        .map(Lease::token)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
