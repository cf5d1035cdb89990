package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.PoolName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the leases that each pool carries. Never iterated, so its order is of no account. */
final class Occupancy {
  private final Map<PoolName, Integer> held = new HashMap<>();

  static Occupancy of(Gate gate) {
    Occupancy occupancy = new Occupancy();
    gate.granted().forEach(granted -> granted.leases().forEach(lease -> occupancy.add(lease)));
    gate.draining().forEach(draining -> occupancy.add(draining.lease()));
    return occupancy;
  }

  int held(PoolName pool) {
    return held.getOrDefault(pool, 0);
  }

  private void add(Lease lease) {
    add(lease.pools());
  }

  void add(List<PoolName> pools) {
    pools.forEach(pool -> held.merge(pool, 1, Integer::sum));
  }
}
