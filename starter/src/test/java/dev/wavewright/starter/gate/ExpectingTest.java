package dev.wavewright.starter.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityView.ExpectedStart;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  @ParameterizedTest(name = "{0} to {1}: {2}")
  @CsvSource({
    "PT12M30S, PT17M10S, in 12–18 min",
    "PT20S, PT90S, in at most 2 min",
    "PT-30S, PT-10S, in at most 1 min",
    "PT12M, PT12M, in about 12 min",
    "PT12M, PT12M1S, in 12–13 min",
    "PT50M, PT2H, in at most 2 h",
    "PT1H59M, PT4H1S, in 1–5 h"
  })
  @DisplayName("L5: an expected start is told in whole minutes or hours that hold the interval")
  void words(Duration earliest, Duration latest, String words) {
    assertThat(Expecting.inWords(new ExpectedStart(NOW.plus(earliest), NOW.plus(latest)), NOW))
        .isEqualTo(words);
  }

  @Test
  @DisplayName("L5: what cannot be told is unknown")
  void unknown() {
    assertThat(Expecting.inWords(null, NOW)).isEqualTo("unknown");
  }
}
