package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.HostId;
import java.util.Objects;

/**
 * A host that takes sessions.
 *
 * @param sessions configured cap of sessions at once; 0 drains the host
 */
public record HostRegistration(HostId host, int sessions) {
  public HostRegistration {
    Objects.requireNonNull(host, "host");
    if (sessions < 0) {
      throw new IllegalArgumentException("sessions of " + host + " is negative: " + sessions);
    }
  }
}
