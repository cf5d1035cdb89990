package dev.wavewright.workflows.usage.core;

import java.time.Instant;
import java.util.List;

/** Everything one decision may use. */
public record UsageSnapshot(Usage usage, Instant now, List<Event> events) {
  public UsageSnapshot {
    events = List.copyOf(events);
  }
}
