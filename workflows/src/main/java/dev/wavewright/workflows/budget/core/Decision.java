package dev.wavewright.workflows.budget.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided.
 *
 * @param holds all that is to be held now: the project first, then waves by name
 * @param wakeAt when to decide again if nothing comes in before, or null
 */
public record Decision(
    Book book, List<Hold> holds, List<Outcome> outcomes, @Nullable Instant wakeAt) {
  public Decision {
    holds = List.copyOf(holds);
    outcomes = List.copyOf(outcomes);
  }
}
