package dev.wavewright.workflows.capacity;

import java.util.List;

/** Several requests, all of which the gate has before it grants any of them. */
public record LeaseRequests(List<LeaseRequest> requests) {
  public LeaseRequests {
    requests = List.copyOf(requests);
  }
}
