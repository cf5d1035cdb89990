package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UsageLinesTest {
  private static final Duration FIVE_HOURS = Duration.ofHours(5);
  private static final Duration WEEK = Duration.ofDays(7);

  private static String claude(String info) {
    return "{\"type\":\"rate_limit_event\",\"rate_limit_info\":" + info + ",\"session_id\":\"s\"}";
  }

  @Test
  @DisplayName("claude tells a fraction of each window, and when it begins anew in seconds")
  void claudeWindows() {
    assertThat(
            UsageLines.of(
                claude(
                    "{\"status\":\"allowed\",\"rateLimitType\":\"five_hour\",\"unifiedWindows\":{"
                        + "\"five_hour\":{\"utilization\":0.25,\"resetsAt\":1790848200},"
                        + "\"seven_day\":{\"utilization\":0.5,\"resetsAt\":1790956800}}}")))
        .containsExactly(
            new UsageSign("five_hour", 25.0, FIVE_HOURS, Instant.ofEpochSecond(1790848200)),
            new UsageSign("seven_day", 50.0, WEEK, Instant.ofEpochSecond(1790956800)));
  }

  @Test
  @DisplayName("a request of claude's that was refused means that the meter is used up")
  void claudeRefused() {
    assertThat(
            UsageLines.of(
                claude(
                    "{\"status\":\"rejected\",\"resetsAt\":1776855600,"
                        + "\"rateLimitType\":\"five_hour\"}")))
        .containsExactly(
            new UsageSign("five_hour", 100.0, FIVE_HOURS, Instant.ofEpochSecond(1776855600)));
  }

  @Test
  @DisplayName("claude without a fraction tells no percentage")
  void claudeWithoutNumbers() {
    assertThat(
            UsageLines.of(
                claude(
                    "{\"status\":\"allowed\",\"resetsAt\":1784283600,"
                        + "\"rateLimitType\":\"five_hour\",\"isUsingOverage\":false}")))
        .containsExactly(
            new UsageSign("five_hour", null, FIVE_HOURS, Instant.ofEpochSecond(1784283600)));
    assertThat(UsageLines.of(claude("{\"status\":\"allowed\"}"))).isEmpty();
    assertThat(UsageLines.of("{\"type\":\"rate_limit_event\"}")).isEmpty();
  }

  @Test
  @DisplayName("codex tells percent and minutes of two windows, in either spelling")
  void codex() {
    List<UsageSign> both =
        List.of(
            new UsageSign("primary", 60.0, FIVE_HOURS, Instant.ofEpochSecond(1780182965)),
            new UsageSign("secondary", 21.5, WEEK, null));
    assertThat(
            UsageLines.of(
                "{\"type\":\"event_msg\",\"payload\":{\"type\":\"token_count\",\"rate_limits\":{"
                    + "\"primary\":{\"used_percent\":60.0,\"window_minutes\":300,"
                    + "\"resets_at\":1780182965},"
                    + "\"secondary\":{\"used_percent\":21.5,\"window_minutes\":10080}}}}"))
        .isEqualTo(both);
    assertThat(
            UsageLines.of(
                "{\"method\":\"account/rateLimits/updated\",\"params\":{\"rateLimits\":{"
                    + "\"primary\":{\"usedPercent\":60,\"windowDurationMins\":300,"
                    + "\"resetsAt\":1780182965},"
                    + "\"secondary\":{\"usedPercent\":21.5,\"windowDurationMins\":10080}}}}"))
        .isEqualTo(both);
    assertThat(
            UsageLines.of("{\"payload\":{\"rate_limits\":{\"primary\":null,\"secondary\":null}}}"))
        .isEmpty();
  }

  @Test
  @DisplayName("what an agent says in prose, and what cannot be, is no sign")
  void noSign() {
    for (String line :
        List.of(
            "rate_limit_event: 99 % used",
            "{\"type\":\"text\",\"text\":\"rate_limit_event utilization 0.99\"}",
            "{\"type\":\"rate_limit_event\",",
            claude("{\"rateLimitType\":\"a b\",\"utilization\":0.5}"),
            claude("{\"rateLimitType\":\"five_hour\",\"utilization\":-1}"),
            claude("{\"rateLimitType\":\"five_hour\",\"utilization\":1e9}"),
            claude("{\"rateLimitType\":\"five_hour\",\"utilization\":0.5}" + " ".repeat(70_000)))) {
      assertThat(UsageLines.of(line)).as(line.substring(0, Math.min(90, line.length()))).isEmpty();
    }
  }
}
