package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import java.util.List;

/** One lease of a grant with the pools it counts against. */
public record GrantedLease(LeaseKind kind, LeaseToken token, List<PoolName> pools) {
  public GrantedLease {
    pools = List.copyOf(pools);
  }
}
