package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseKind;
import java.util.Optional;

/**
 * Takes in that hosts come, what they say of their machines, and that one is declared lost. What
 * ran on a lost host counts no more; if it comes back after all, its session leases count again
 * until it says that their processes are gone.
 */
final class Hosts {
  private Hosts() {}

  static void takeIn(Ledger ledger, Event.HostRegistered host) {
    Levers.change(ledger, host, host.host().pool(), true, pool -> pool.registered(host.sessions()));
    ledger.allLost().stream()
        .filter(lease -> lease.host().equals(host.host()))
        .forEach(ledger::drainAgain);
  }

  static void takeIn(Ledger ledger, Event.ConditionTold told) {
    Pool known = ledger.pool(told.host().pool());
    if (!known.host() || known.lost()) {
      ledger.ignored(told, "no such host is registered");
      return;
    }
    Pool.Condition condition =
        new Pool.Condition(
            told.pressure(),
            Footprint.plain(told.reason(), Footprint.MAX_MESSAGE),
            Footprint.plain(told.about(), Footprint.MAX_MESSAGE),
            ledger.now);
    Levers.change(ledger, told, known.name(), false, pool -> pool.told(condition));
  }

  static void takeIn(Ledger ledger, Event.HostLost lost) {
    HostId host = lost.host();
    if (!ledger.pool(host.pool()).host()) {
      ledger.ignored(lost, "no such host has registered");
      return;
    }
    Levers.change(ledger, lost, host.pool(), false, Pool::declaredLost);
    for (Granted holds : ledger.allGranted()) {
      Optional<Lease> session =
          host.equals(holds.host()) ? holds.lease(LeaseKind.SESSION) : Optional.empty();
      session.ifPresent(lease -> lose(ledger, holds, lease));
    }
    ledger.allDraining().stream()
        .filter(drain -> drain.host().equals(host))
        .forEach(ledger::loseDraining);
  }

  private static void lose(Ledger ledger, Granted holds, Lease session) {
    Granted left = holds.without(session.token());
    if (left.leases().isEmpty()) {
      ledger.end(holds.request(), Ending.HOLDER_LOST);
    } else {
      ledger.putGranted(left);
    }
    ledger.loseSession(holds, session);
  }
}
