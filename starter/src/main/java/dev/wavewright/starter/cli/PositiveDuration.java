package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.Durations;
import java.time.Duration;

/** A duration above zero that a person wrote as an argument. */
final class PositiveDuration {
  private PositiveDuration() {}

  /**
   * Reads it.
   *
   * @param examples what could be written, for example {@code 30m or 2h}
   * @throws CliProblem of usage if it is none
   */
  static Duration of(String text, String examples) {
    return Durations.parse(text)
        .filter(Duration::isPositive)
        .orElseThrow(() -> CliProblem.usage("'" + text + "' is no duration", "write " + examples));
  }
}
