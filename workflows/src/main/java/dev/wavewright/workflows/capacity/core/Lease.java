package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import java.util.List;

/** One lease and the pools it counts against, the host's included. */
public record Lease(LeaseKind kind, LeaseToken token, List<PoolName> pools) {
  public Lease {
    pools = List.copyOf(pools);
  }
}
