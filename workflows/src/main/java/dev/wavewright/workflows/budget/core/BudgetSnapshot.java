package dev.wavewright.workflows.budget.core;

import java.time.Instant;
import java.util.List;

/** Everything one decision may use. */
public record BudgetSnapshot(Book book, Instant now, List<Event> events) {
  public BudgetSnapshot {
    events = List.copyOf(events);
  }
}
