package dev.wavewright.workflows.capacity.core;

import java.time.Instant;
import java.util.List;

/** Everything one decision may use. */
public record CapacitySnapshot(Gate gate, Instant now, List<Event> events) {
  public CapacitySnapshot {
    events = List.copyOf(events);
  }
}
