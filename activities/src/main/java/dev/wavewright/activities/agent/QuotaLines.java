package dev.wavewright.activities.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an agent's own last event whether it ended because its account's allowance is used up:
 * {@code result} of claude, {@code turn.failed} of codex, {@code error} of opencode, and {@code
 * out-of-quota} of any other. Only events are read, never what an agent says in prose, and what is
 * not certain is an ordinary failure.
 */
final class QuotaLines {
  /** What a meter may be called. */
  private static final Pattern METER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");

  /** All that claude prints as a result when a plan's limit is reached: with the time it ends. */
  private static final Pattern CLAUDE_BANNER =
      Pattern.compile("Claude AI usage limit reached\\|([0-9]{9,11})");

  private static final Pattern CLAUDE_SENTENCE =
      Pattern.compile("You.ve hit your ([A-Za-z0-9-]{1,20} ){0,2}limit\\b.*", Pattern.DOTALL);
  private static final Pattern CODEX_SENTENCE =
      Pattern.compile("(You.ve hit your usage limit|Quota exceeded)\\b.*", Pattern.DOTALL);
  private static final List<String> SPENT =
      List.of("insufficient_quota", "usage_limit_reached", "usage_limit_exceeded");

  private static final int LONGEST_LINE = 64 << 10;
  private static final double FULL = 100;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int PAYMENT_REQUIRED = 402;

  private boolean refused;
  private @Nullable String meter;
  private @Nullable Instant resetsAt;
  private boolean said;
  private @Nullable Quota quota;

  /** Returns what the output up to now says: the last event alone counts. */
  @Nullable Quota quota() {
    return quota;
  }

  /**
   * Takes one line of an agent that prints events of its own kind.
   *
   * @param signs what the line tells of the account's use
   */
  void line(String line, List<UsageSign> signs) {
    if (!line.startsWith("{")) {
      return;
    }
    Optional<JsonNode> event =
        line.length() > LONGEST_LINE ? Optional.empty() : JsonLines.object(line);
    quota = event.map(found -> of(found, signs)).orElse(null);
  }

  private @Nullable Quota of(JsonNode event, List<UsageSign> signs) {
    switch (event.path("type").asText()) {
      case "rate_limit_event" -> rateLimit(event.path("rate_limit_info"));
      case "assistant", "user" -> said = event.path("error").asText().equals("rate_limit");
      case "result" -> {
        return claude(event);
      }
      case "turn.failed" -> {
        return codex(event.path("error"));
      }
      case "out-of-quota" -> {
        return told(event);
      }
      default -> full(signs);
    }
    return null;
  }

  private void rateLimit(JsonNode info) {
    refused = info.path("status").asText().equals("rejected");
    meter = refused ? name(info.path("rateLimitType")) : null;
    resetsAt = refused ? seconds(info.path("resetsAt").asLong()) : null;
  }

  /** Codex tells its windows apart from its end. */
  private void full(List<UsageSign> signs) {
    for (UsageSign sign : signs) {
      Double percent = sign.percent();
      if (percent != null && percent >= FULL && sign.resetsAt() != null) {
        meter = sign.meter();
        resetsAt = sign.resetsAt();
      }
    }
  }

  private @Nullable Quota claude(JsonNode event) {
    String text = event.path("result").asText().strip();
    Matcher banner = CLAUDE_BANNER.matcher(text);
    if (banner.matches()) {
      Instant told = seconds(Long.parseLong(banner.group(1)));
      return Quota.of(meter, resetsAt == null ? told : resetsAt, meter != null, true);
    }
    String subtype = event.path("subtype").asText();
    boolean failed =
        event.path("is_error").asBoolean()
            && (subtype.equals("success") || subtype.equals("error_during_execution"));
    boolean spent =
        refused
            || said
            || event.path("api_error_status").asInt() == TOO_MANY_REQUESTS
            || CLAUDE_SENTENCE.matcher(text).matches();
    return failed && spent ? Quota.of(meter, resetsAt, meter != null, false) : null;
  }

  private @Nullable Quota codex(JsonNode error) {
    String code = error.path("codex_error_info").asText(error.path("codexErrorInfo").asText());
    boolean spent =
        code.equals("usage_limit_exceeded")
            || code.equals("usageLimitExceeded")
            || CODEX_SENTENCE.matcher(error.path("message").asText().strip()).matches();
    return spent ? Quota.of(meter, resetsAt, meter != null, false) : null;
  }

  private static Quota told(JsonNode event) {
    JsonNode resets = event.path("resets_at");
    return Quota.of(
        name(event.path("meter")),
        resets.isNumber() ? seconds(resets.asLong()) : time(resets.asText()),
        false,
        false);
  }

  /**
   * Returns what an error event of opencode says, or null if it says something else.
   *
   * @param now when it was read
   */
  static @Nullable Quota opencode(JsonNode error, Instant now) {
    JsonNode data = error.path("data");
    JsonNode body = JsonLines.value(data.path("responseBody").asText());
    JsonNode cause = body.path("error");
    int status = data.path("statusCode").asInt();
    boolean spent =
        status == TOO_MANY_REQUESTS
            || status == PAYMENT_REQUIRED
            || SPENT.contains(cause.path("type").asText())
            || SPENT.contains(cause.path("code").asText());
    if (!error.path("name").asText().equals("APIError") || !spent) {
      return null;
    }
    Instant resets = seconds(cause.path("resets_at").asLong());
    String after = data.path("responseHeaders").path("retry-after").asText();
    return Quota.of(
        null,
        resets == null && after.matches("[0-9]{1,7}")
            ? now.plus(Duration.ofSeconds(Long.parseLong(after)))
            : resets,
        false,
        false);
  }

  private static @Nullable String name(JsonNode text) {
    return METER.matcher(text.asText()).matches() ? text.asText() : null;
  }

  private static @Nullable Instant seconds(long since1970) {
    try {
      return since1970 > 0 ? Instant.ofEpochSecond(since1970) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
