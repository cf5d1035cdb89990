package dev.wavewright.activities.host;

import dev.wavewright.workflows.capacity.HostCondition;
import dev.wavewright.workflows.model.HostId;

/** Where a host says how its machine is. */
public interface HostGate {
  /** Returns what the gate knows; without pressure and words if it knows nothing. */
  HostCondition condition(HostId host);

  /** Tells the gate. */
  void tell(HostCondition condition);
}
