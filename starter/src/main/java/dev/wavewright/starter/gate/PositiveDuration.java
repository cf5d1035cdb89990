package dev.wavewright.starter.gate;

import dev.wavewright.workflows.model.Durations;
import java.time.Duration;

/** A duration above zero that a person or a program wrote. */
public final class PositiveDuration {
  private PositiveDuration() {}

  /**
   * Reads it, as people write it or as ISO-8601 has it.
   *
   * @param examples what could be written, for example {@code 30m or 2h}
   * @throws Refusal of usage if it is none
   */
  public static Duration of(String text, String examples) {
    return Durations.parseAny(text)
        .filter(Duration::isPositive)
        .orElseThrow(() -> Refusal.usage("'" + text + "' is no duration", "write " + examples));
  }
}
