package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.PoolName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The pools of waves: waves come and go, and their pools must not fill the gate. */
final class WavePools {
  private WavePools() {}

  /** Forgets those that nobody names, limits, sets or pauses any more. */
  static void forgetIdle(Ledger ledger) {
    List<Pool> idle = ledger.allPools().stream().filter(WavePools::mayGo).toList();
    if (idle.isEmpty()) {
      return;
    }
    Set<PoolName> named = new HashSet<>();
    ledger.allWaiting().forEach(waits -> named.addAll(waits.request().inFlightPools()));
    ledger.allGranted().forEach(holds -> named.addAll(holds.request().inFlightPools()));
    idle.stream().map(Pool::name).filter(name -> !named.contains(name)).forEach(ledger::forgetPool);
  }

  private static boolean mayGo(Pool pool) {
    return pool.name().isOfWave()
        && pool.lever() == null
        && pool.limit() == null
        && pool.pause() == null;
  }
}
