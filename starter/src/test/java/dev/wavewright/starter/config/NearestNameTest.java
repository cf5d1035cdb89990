package dev.wavewright.starter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  @ParameterizedTest
  @CsvSource({"atempts,attempts", "chekc,check", "intergation,integration"})
  @DisplayName("a slip of the pen is recognised, something else is not")
  void nearest(String written, String meant) {
    List<String> known = List.of("attempts", "check", "integration");
    assertThat(NearestName.of(written, known)).contains(meant);
    assertThat(NearestName.of("webhook", known)).isEmpty();
  }
}
