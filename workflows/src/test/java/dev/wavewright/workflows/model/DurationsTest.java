package dev.wavewright.workflows.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"90s,PT90S", "20m,PT20M", "2h,PT2H", "7d,PT168H", "1h30m,PT90M", "0s,PT0S"})
  @DisplayName("durations are read as people write them")
  void read(String text, Duration duration) {
    assertThat(Durations.parse(text)).contains(duration);
    assertThat(Durations.parse(Durations.format(duration))).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "h", "-1h", "1.5h", "1h 30m", "30m1h", "2 hours", "1234567s"})
  @DisplayName("what is no duration is none")
  void refused(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"20m,PT20M", "PT20M,PT20M", "P1D,PT24H"})
  @DisplayName("a program may write them in the form of ISO-8601")
  void readFromPrograms(String text, Duration duration) {
    assertThat(Durations.parseAny(text)).contains(duration);
    assertThat(Durations.parseAny("P" + text)).isEmpty();
  }
}
