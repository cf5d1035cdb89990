package dev.wavewright.starter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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
  @CsvSource({"atempts,attempts", "chekc,check", "intergation,integration"})
  @DisplayName("a slip of the pen is recognised, something else is not")
  void nearest(String written, String meant) {
    List<String> known = List.of("attempts", "check", "integration");
    assertThat(NearestName.of(written, known)).contains(meant);
    assertThat(NearestName.of("webhook", known)).isEmpty();
  }
}
