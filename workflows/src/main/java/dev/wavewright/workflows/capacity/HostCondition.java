package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.Pressure;
import java.util.Objects;

/**
 * What a host's worker says of its machine. The same said twice changes nothing.
 *
 * @param pressure what the machine is short of
 * @param reason for people: what was measured; empty without pressure
 * @param about for people: how many sessions the host carries and why, and what is not watched
 */
public record HostCondition(HostId host, Pressure pressure, String reason, String about) {
  public HostCondition {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(pressure, "pressure");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(about, "about");
  }
}
