package dev.wavewright.activities.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds in lines of JSON what agents print of their rate limits: {@code rate_limit_event} of claude
 * ({@code --output-format stream-json}) and {@code rate_limits} of codex. Only such events are
 * read, never what an agent says in prose.
 */
final class UsageLines {
  /** Windows of claude's meters, as their names tell. */
  private static final Map<String, Duration> WINDOWS =
      Map.of("five_hour", Duration.ofHours(5), "seven_day", Duration.ofDays(7));

  private static final int LONGEST_LINE = 64 << 10;
  private static final double FULL = 100;

  private UsageLines() {}

  /** Returns what a line tells, in its order; nothing for any other line. */
  static List<UsageSign> of(String line) {
    boolean may = line.contains("rate_limit") || line.contains("rateLimits");
    if (!may || line.length() > LONGEST_LINE) {
      return List.of();
    }
    return JsonLines.object(line).map(UsageLines::of).orElse(List.of());
  }

  private static List<UsageSign> of(JsonNode event) {
    if (event.path("type").asText().equals("rate_limit_event")) {
      return claude(event.path("rate_limit_info"));
    }
    JsonNode limits = event.at("/payload/rate_limits");
    return codex(limits.isObject() ? limits : event.at("/params/rateLimits"));
  }

  private static List<UsageSign> claude(JsonNode info) {
    List<UsageSign> signs = new ArrayList<>();
    info.path("unifiedWindows")
        .properties()
        .forEach(
            window ->
                claude(window.getKey(), window.getValue(), window.getValue().path("utilization"))
                    .ifPresent(signs::add));
    String type = info.path("rateLimitType").asText();
    boolean told = signs.stream().anyMatch(sign -> sign.meter().equals(type));
    if (!type.isEmpty() && !told) {
      claude(type, info, info.path("utilization")).ifPresent(signs::add);
    }
    if (info.path("status").asText().equals("rejected")) {
      // Whatever the numbers say, nothing is let in any more.
      signs.replaceAll(
          sign ->
              sign.meter().equals(type)
                  ? new UsageSign(sign.meter(), FULL, sign.window(), sign.resetsAt())
                  : sign);
    }
    return List.copyOf(signs);
  }

  /** Claude tells a fraction; without one it only says that requests are let in. */
  private static Optional<UsageSign> claude(String meter, JsonNode at, JsonNode fraction) {
    return sign(
        meter,
        fraction.isNumber() ? Double.valueOf(fraction.asDouble() * FULL) : null,
        WINDOWS.get(meter),
        time(at.path("resetsAt")));
  }

  private static List<UsageSign> codex(JsonNode limits) {
    List<UsageSign> signs = new ArrayList<>();
    for (String meter : List.of("primary", "secondary")) {
      JsonNode at = limits.path(meter);
      JsonNode percent = at.has("used_percent") ? at.path("used_percent") : at.path("usedPercent");
      JsonNode minutes =
          at.has("window_minutes") ? at.path("window_minutes") : at.path("windowDurationMins");
      if (percent.isNumber()) {
        sign(
                meter,
                percent.asDouble(),
                minutes.asLong() > 0 ? Duration.ofMinutes(minutes.asLong()) : null,
                time(at.has("resets_at") ? at.path("resets_at") : at.path("resetsAt")))
            .ifPresent(signs::add);
      }
    }
    return List.copyOf(signs);
  }

  private static Optional<UsageSign> sign(
      String meter,
      @Nullable Double percent,
      @Nullable Duration window,
      @Nullable Instant resetsAt) {
    boolean named = meter.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
    boolean possible = percent == null || (percent >= 0 && percent <= 10 * FULL);
    return named && possible
        ? Optional.of(new UsageSign(meter, percent, window, resetsAt))
        : Optional.empty();
  }

  /** Both tell seconds since 1970. */
  private static @Nullable Instant time(JsonNode seconds) {
    try {
      return seconds.isNumber() && seconds.asLong() > 0
          ? Instant.ofEpochSecond(seconds.asLong())
          : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
