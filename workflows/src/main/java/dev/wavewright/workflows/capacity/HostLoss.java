package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.HostId;
import java.util.Objects;

/**
 * A person's word that a host does not come back.
 *
 * @param by who says so
 */
public record HostLoss(HostId host, String by) {
  public HostLoss {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(by, "by");
  }
}
