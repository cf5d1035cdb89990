package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaLinesTest {
  private static final String REJECTED =
      "{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"rejected\","
          + "\"resetsAt\":1795350000,\"rateLimitType\":\"five_hour\",\"overageStatus\":\"rejected\"}}";
  private static final String RESULT =
      "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"num_turns\":1,"
          + "\"result\":\"You've hit your session limit · resets 11pm (UTC)\","
          + "\"total_cost_usd\":0,\"session_id\":\"s\"}";
  private static final String TURN_FAILED =
      "{\"type\":\"turn.failed\",\"error\":{\"message\":\"You've hit your usage limit. To get more"
          + " access now, send a request to your admin or try again at 12:16 PM.\"}}";

  private static @Nullable Quota read(String... lines) {
    QuotaLines quota = new QuotaLines();
    for (String line : lines) {
      quota.line(line, UsageLines.of(line));
    }
    return quota.quota();
  }

  @Test
  @DisplayName("claude's result after a refused request tells the meter and when it begins anew")
  void claudeRefused() {
    assertThat(read(REJECTED, RESULT))
        .isEqualTo(Quota.of("five_hour", Instant.ofEpochSecond(1795350000), true, false));
    assertThat(read(RESULT)).isEqualTo(Quota.of(null, null, false, false));
  }

  @Test
  @DisplayName("claude's banner is the whole result, with the time; then its exit does not matter")
  void claudeBanner() {
    String banner =
        "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
            + "\"result\":\"Claude AI usage limit reached|1795350000\"}";
    assertThat(read(banner))
        .isEqualTo(Quota.of(null, Instant.ofEpochSecond(1795350000), false, true));
  }

  @Test
  @DisplayName("codex tells the limit in a failed turn, and its windows apart")
  void codex() {
    assertThat(read(TURN_FAILED)).isEqualTo(Quota.of(null, null, false, false));
    assertThat(
            read(
                "{\"type\":\"event_msg\",\"payload\":{\"rate_limits\":{\"primary\":{"
                    + "\"used_percent\":100.0,\"window_minutes\":300,\"resets_at\":1795350000},"
                    + "\"secondary\":{\"used_percent\":40.0,\"window_minutes\":10080}}}}",
                "{\"type\":\"error\",\"message\":\"You've hit your usage limit.\"}",
                TURN_FAILED))
        .isEqualTo(Quota.of("primary", Instant.ofEpochSecond(1795350000), true, false));
  }

  @Test
  @DisplayName("any other agent says it with one line of JSON, with or without a time")
  void anyAgent() {
    assertThat(
            read(
                "{\"type\":\"out-of-quota\",\"meter\":\"daily\","
                    + "\"resets_at\":\"2026-11-22T18:00:00Z\"}",
                "the wrapper says good bye"))
        .isEqualTo(Quota.of("daily", Instant.parse("2026-11-22T18:00:00Z"), false, false));
    assertThat(read("{\"type\":\"out-of-quota\",\"resets_at\":1795350000}"))
        .isEqualTo(Quota.of(null, Instant.ofEpochSecond(1795350000), false, false));
    assertThat(read("{\"type\":\"out-of-quota\",\"meter\":\"a b\",\"resets_at\":\"tomorrow\"}"))
        .isEqualTo(Quota.of(null, null, false, false));
  }

  @ParameterizedTest
  @DisplayName("what is not certain is an ordinary failure")
  @ValueSource(
      strings = {
        "You've hit your usage limit. Try again at 12:16 PM.",
        "Claude AI usage limit reached|1795350000",
        "{\"type\":\"assistant\",\"message\":{\"content\":[{\"text\":\"usage limit reached\"}]}}",
        "{\"type\":\"error\",\"message\":\"You've hit your usage limit.\"}",
        "{\"type\":\"turn.failed\",\"error\":{\"message\":\"stream disconnected\"}}",
        "{\"type\":\"turn.failed\",\"error\":{\"message\":\"test says: You've hit your usage limit\"}}",
        "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
            + "\"result\":\"I added a test for 'You've hit your limit'\"}",
        "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
            + "\"result\":\"You've hit your limit\"}",
        "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
            + "\"result\":\"Done. Claude AI usage limit reached|1795350000\"}",
        "{\"type\":\"result\",\"subtype\":\"error_max_turns\",\"is_error\":true,\"result\":\"\"}",
        "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"api_error_status\":500}",
        "{\"type\":\"out-of-quota\""
      })
  void notCertain(String line) {
    assertThat(read(line)).isNull();
  }

  @Test
  @DisplayName("an agent that goes on after its limit was told has not ended for it")
  void goesOn() {
    assertThat(read(REJECTED, RESULT, "{\"type\":\"system\",\"subtype\":\"init\"}")).isNull();
    assertThat(read(TURN_FAILED, "{\"type\":\"turn.started\"}")).isNull();
    String allowed = REJECTED.replace("\"status\":\"rejected\"", "\"status\":\"allowed\"");
    String failed =
        "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"result\":\"boom\"}";
    assertThat(read(REJECTED, failed)).isNotNull();
    assertThat(read(REJECTED, allowed, failed)).isNull();
  }

  @Test
  @DisplayName(
      "opencode's error is one of quota by status 429 or 402, or by what the provider says")
  void opencode() {
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    assertThat(opencode("{\"statusCode\":429,\"responseHeaders\":{\"retry-after\":\"90\"}}", now))
        .isEqualTo(Quota.of(null, now.plusSeconds(90), false, false));
    assertThat(
            opencode(
                "{\"statusCode\":400,\"responseBody\":\"{\\\"error\\\":{\\\"type\\\":"
                    + "\\\"usage_limit_reached\\\",\\\"resets_at\\\":1795350000}}\"}",
                now))
        .isEqualTo(Quota.of(null, Instant.ofEpochSecond(1795350000), false, false));
    assertThat(opencode("{\"statusCode\":402,\"message\":\"add credits\"}", now)).isNotNull();
    assertThat(opencode("{\"statusCode\":400,\"message\":\"429 quota\"}", now)).isNull();
    assertThat(opencode("{\"statusCode\":529,\"responseBody\":\"no json\"}", now)).isNull();
  }

  private static @Nullable Quota opencode(String data, Instant now) {
    JsonNode error = JsonLines.value("{\"name\":\"APIError\",\"data\":" + data + "}");
    return QuotaLines.opencode(error, now);
  }
}
