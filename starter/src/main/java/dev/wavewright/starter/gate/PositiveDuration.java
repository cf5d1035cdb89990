package dev.wavewright.starter.gate;

import dev.wavewright.starter.config.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

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
    return Durations.parse(text)
        .or(() -> iso(text))
        .filter(Duration::isPositive)
        .orElseThrow(() -> Refusal.usage("'" + text + "' is no duration", "write " + examples));
  }

  private static Optional<Duration> iso(String text) {
    try {
      return text.startsWith("P") ? Optional.of(Duration.parse(text)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
