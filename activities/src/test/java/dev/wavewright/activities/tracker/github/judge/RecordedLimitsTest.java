package dev.wavewright.activities.tracker.github.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.activities.tracker.github.GitHubTransport;
import dev.wavewright.workflows.model.GitHubSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs where somebody has a clone of hub4j/github-api: {@code -Dgithub.recordings=<clone>}. Its
 * recordings of limits are real answers edited by hand.
 */
@DisplayName("Recorded limits of hub4j/github-api")
@EnabledIfSystemProperty(named = "github.recordings", matches = ".+")
class RecordedLimitsTest {
  private static final String TESTS = "src/test/resources/org/kohsuke/github/";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest(name = "{0}/{1}: {2} s")
  @CsvSource({
    "AbuseLimitHandlerTest, testHandler_Fail, 30",
    "AbuseLimitHandlerTest, testHandler_HttpStatus_Fail, 30",
    "AbuseLimitHandlerTest, testHandler_Wait, 2",
    "AbuseLimitHandlerTest, testHandler_WaitStuck, 3",
    "AbuseLimitHandlerTest, testHandler_Wait_Secondary_Limits, 60",
    "AbuseLimitHandlerTest, testHandler_Wait_Secondary_Limits_Body_Marker_Only, 60",
    "AbuseLimitHandlerTest, testHandler_Wait_Secondary_Limits_Too_Many_Requests, 8",
    "AbuseLimitHandlerTest, testHandler_Wait_Secondary_Limits_Too_Many_Requests_No_Retry_After, 60"
  })
  @DisplayName("pause the token for as long as GitHub says, or a minute where it does not")
  void limits(String test, String method, int seconds) {
    Path folder = Path.of(System.getProperty("github.recordings", ""), TESTS + test);
    Recording recording = Recording.ofWireMock(folder.resolve("wiremock/" + method), CLOCK);
    Exchange refused =
        recording.exchanges().stream()
            .filter(exchange -> exchange.status() == 403 || exchange.status() == 429)
            .findFirst()
            .orElseThrow();
    try (ReplayServer server = ReplayServer.of(new Recording(method, List.of(refused)));
        GitHubAccess access = new GitHubAccess(new Redactor(), CLOCK, null)) {
      GitHubTransport transport =
          access.open(
              new GitHubSettings(
                  server.api(), "GITHUB_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS),
              SecretText.of("a-token-of-a-test").orElseThrow());
      TrackerUnavailable thrown =
          catchThrowableOfType(TrackerUnavailable.class, () -> transport.get(refused.target()));

      assertThat(thrown).isNotNull();
      assertThat(thrown.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
      assertThat(access.pauses().current()).hasSize(1);
      assertThat(server.heard()).hasSize(1);
    }
  }
}
