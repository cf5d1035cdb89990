package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.Ticket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Raises what waits long. Nothing has to wake the gate for it: at rest nobody that waits could go,
 * in whatever order, so the order matters only to the next decision.
 */
final class Aging {
  private Aging() {}

  /** Brings every request's gained levels, and so the order of the queue, up to now. */
  static void bringUpToNow(Ledger ledger) {
    List<Waiting> waiting = ledger.allWaiting();
    Map<String, Long> oldest = new HashMap<>();
    for (Waiting waits : waiting) {
      Age age = waits.age();
      if (age != null && age.with() != null) {
        oldest.merge(age.with(), waits.agedMillis(ledger.now), Math::max);
      }
    }
    for (Waiting waits : waiting) {
      Age age = waits.age();
      if (age == null) {
        continue;
      }
      long aged =
          age.with() == null ? waits.agedMillis(ledger.now) : oldest.getOrDefault(age.with(), 0L);
      int levels = (int) Math.min(Age.MOST_LEVELS, aged / age.every().toMillis());
      if (levels != age.levels()) {
        gain(ledger, waits.request().ticket(), age.gained(levels));
      }
    }
  }

  /** One it stands beside may have taken it along just now, so it is looked up again. */
  private static void gain(Ledger ledger, Ticket ticket, Age age) {
    Waiting before = ledger.waiting(ticket);
    if (before != null) {
      Waiting now = before.aged(age);
      Placing.followed(ledger, before, now);
      ledger.putWaiting(now);
    }
  }
}
