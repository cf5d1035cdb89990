package dev.wavewright.workflows.usage.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided.
 *
 * @param wakeAt when to decide again if nothing comes in before, or null
 */
public record Decision(Usage usage, List<Outcome> outcomes, @Nullable Instant wakeAt) {
  public Decision {
    outcomes = List.copyOf(outcomes);
  }
}
