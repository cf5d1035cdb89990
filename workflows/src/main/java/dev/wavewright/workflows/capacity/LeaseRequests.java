package dev.wavewright.workflows.capacity;

import java.util.List;
import java.util.Objects;

/**
 * Several requests, all of which the gate has before it grants any of them.
 *
 * @param releases leases given back when the requests are in line; missing in JSON means none
 */
public record LeaseRequests(List<LeaseRequest> requests, List<LeaseRelease> releases) {
  public LeaseRequests {
    requests = List.copyOf(requests);
    releases = List.copyOf(Objects.requireNonNullElse(releases, List.of()));
  }

  public LeaseRequests(List<LeaseRequest> requests) {
    this(requests, List.of());
  }
}
