package dev.wavewright.activities.tracker.github.judge;

import static dev.wavewright.activities.tracker.github.judge.GitHubWorld.Answer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The limits of the {@link GitHubWorld}: headers always, refusals when they are asked for. */
final class WorldLimits {
  private static final int HOURLY = 5000;
  private static final int AN_HOUR = 3600;

  private int used;
  private String kind = "";
  private int after;
  private int seconds;
  private Instant until = Instant.EPOCH;

  /** Says when to refuse, and how, as the query of a request. */
  synchronized void ask(String query) {
    Map<String, String> asked = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      asked.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    kind = asked.getOrDefault("kind", "secondary");
    after = Integer.parseInt(asked.getOrDefault("after", "0"));
    seconds = Integer.parseInt(asked.getOrDefault("seconds", "10"));
    until = Instant.EPOCH;
  }

  /** Counts a request, and tells whether it is refused. */
  synchronized boolean reached() {
    used++;
    if (kind.isEmpty()) {
      return false;
    }
    if (until.equals(Instant.EPOCH) && after-- <= 0) {
      until = Instant.now().plusSeconds(seconds);
    }
    boolean now = Instant.now().isBefore(until);
    if (!now && !until.equals(Instant.EPOCH)) {
      kind = "";
    }
    return now;
  }

  /** The refusal that was asked for. */
  synchronized Answer refusal() {
    long left = Math.max(1, until.getEpochSecond() - Instant.now().getEpochSecond() + 1);
    String secondary = "You have exceeded a secondary rate limit. Please wait a few minutes.";
    return switch (kind) {
      case "primary" ->
          Answer.refusal(403, "API rate limit exceeded for user ID 1.")
              .with(
                  Map.of(
                      "x-ratelimit-remaining",
                      "0",
                      "x-ratelimit-reset",
                      Long.toString(until.getEpochSecond())));
      case "bare" -> Answer.refusal(403, secondary);
      default -> Answer.refusal(429, secondary).with(Map.of("retry-after", Long.toString(left)));
    };
  }

  /** What GitHub says of the hourly limit with every answer. */
  synchronized Map<String, String> headers() {
    if (kind.equals("primary") && Instant.now().isBefore(until)) {
      return Map.of("x-ratelimit-limit", Integer.toString(HOURLY), "x-ratelimit-resource", "core");
    }
    return Map.of(
        "x-ratelimit-limit",
        Integer.toString(HOURLY),
        "x-ratelimit-remaining",
        Integer.toString(Math.max(1, HOURLY - used)),
        "x-ratelimit-reset",
        Long.toString(Instant.now().getEpochSecond() / AN_HOUR * AN_HOUR + AN_HOUR),
        "x-ratelimit-used",
        Integer.toString(used),
        "x-ratelimit-resource",
        "core");
  }

  /** The end of the header by which git shows a token. */
  static String basic(String token) {
    String pair = "x-access-token:" + token;
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
