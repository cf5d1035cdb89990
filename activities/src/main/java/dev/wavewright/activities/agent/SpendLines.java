package dev.wavewright.activities.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up what one process of an agent prints of tokens and money, read from its own events and
 * never from prose.
 *
 * <ul>
 *   <li>opencode: each {@code step_finish} is a step of its own;
 *   <li>claude: the last {@code result} is of the whole process; without one, each message once;
 *   <li>codex: each {@code turn.completed} tells what its thread has used since it began, in
 *       earlier processes too;
 *   <li>the scripted agent: {@code ended};
 *   <li>any other: each {@code spend} is one more amount.
 * </ul>
 *
 * <p>An agent that tells 0 dollars for tokens does not know their price.
 */
final class SpendLines {
  private static final int LONGEST_LINE = 1 << 20;
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);
  private static final long MOST_TOKENS = 1_000_000_000_000L;
  private static final int MICRO = 6;

  private final Map<String, TokenUse> messages = new LinkedHashMap<>();
  private final Map<String, TokenUse> threads = new LinkedHashMap<>();
  private Used steps = Used.NOTHING;
  private Used result = Used.NOTHING;
  private String thread = "";

  void line(String line) {
    boolean may =
        line.startsWith("{")
            && (line.contains("\"usage\"")
                || line.contains("\"tokens\"")
                || line.contains("\"modelUsage\"")
                || line.contains("\"total_cost_usd\"")
                || line.contains("\"spend\"")
                || line.contains("thread.started"));
    if (may && line.length() <= LONGEST_LINE) {
      JsonLines.object(line).ifPresent(this::event);
    }
  }

  /**
   * Returns what was used.
   *
   * @param before what threads had used before this process began
   */
  Used used(Map<String, TokenUse> before) {
    TokenUse ofMessages = messages.values().stream().reduce(TokenUse.NONE, TokenUse::plus);
    Used claude =
        result.equals(Used.NOTHING) ? new Used(TokenUse.NONE, 0, ofMessages, Map.of()) : result;
    Used used = steps.plus(claude);
    for (Map.Entry<String, TokenUse> each : threads.entrySet()) {
      TokenUse known = before.getOrDefault(each.getKey(), TokenUse.NONE);
      used =
          used.plus(
              new Used(
                  TokenUse.NONE,
                  0,
                  each.getValue().since(known),
                  Map.of(each.getKey(), each.getValue().most(known))));
    }
    return used;
  }

  private void event(JsonNode event) {
    switch (event.path("type").asText()) {
      case "step_finish" -> opencode(event.path("part"));
      case "assistant" -> message(event.path("message"));
      case "result" -> result(event);
      case "thread.started" -> thread = event.path("thread_id").asText();
      case "turn.completed" -> codex(event.path("usage"));
      case "ended" -> add(new TokenUse(count(event.path("tokens")), 0, 0, 0), event.path("cost"));
      case "spend" ->
          add(
              new TokenUse(
                  count(event.path("input_tokens")),
                  count(event.path("output_tokens")),
                  count(event.path("cache_read_tokens")),
                  count(event.path("cache_write_tokens"))),
              event.path("usd"));
      default -> {}
    }
  }

  private void opencode(JsonNode part) {
    JsonNode tokens = part.path("tokens");
    add(
        new TokenUse(
            count(tokens.path("input")),
            count(tokens.path("output")) + count(tokens.path("reasoning")),
            count(tokens.path("cache").path("read")),
            count(tokens.path("cache").path("write"))),
        part.path("cost"));
  }

  private void add(TokenUse use, JsonNode dollars) {
    steps = steps.plus(priced(use, dollars));
  }

  private static Used priced(TokenUse use, JsonNode dollars) {
    long told = microDollars(dollars);
    return told > 0
        ? new Used(use, told, TokenUse.NONE, Map.of())
        : new Used(TokenUse.NONE, 0, use, Map.of());
  }

  /** One message is printed again with each of its parts. */
  private void message(JsonNode message) {
    String id = message.path("id").asText();
    if (!id.isEmpty() && message.path("usage").isObject()) {
      messages.put(id, claude(message.path("usage")));
    }
  }

  private static TokenUse claude(JsonNode usage) {
    return new TokenUse(
        count(usage.path("input_tokens")),
        count(usage.path("output_tokens")),
        count(usage.path("cache_read_input_tokens")),
        count(usage.path("cache_creation_input_tokens")));
  }

  /** By model it counts everything, also what agents below this one used. */
  private void result(JsonNode event) {
    JsonNode models = event.path("modelUsage");
    TokenUse use = claude(event.path("usage"));
    if (models.isObject() && !models.isEmpty()) {
      use = TokenUse.NONE;
      for (JsonNode model : models) {
        use =
            use.plus(
                new TokenUse(
                    count(model.path("inputTokens")),
                    count(model.path("outputTokens")),
                    count(model.path("cacheReadInputTokens")),
                    count(model.path("cacheCreationInputTokens"))));
      }
    }
    result = priced(use, event.path("total_cost_usd"));
  }

  /** What was read from a cache or written to it is part of what was read in. */
  private void codex(JsonNode usage) {
    long read = count(usage.path("cached_input_tokens"));
    long written = count(usage.path("cache_write_input_tokens"));
    TokenUse total =
        new TokenUse(
            Math.max(0, count(usage.path("input_tokens")) - read - written),
            count(usage.path("output_tokens")),
            read,
            written);
    threads.merge(thread, total, TokenUse::most);
  }

  private static long count(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong()
        ? Math.clamp(number.asLong(), 0, MOST_TOKENS)
        : 0;
  }

  private static long microDollars(JsonNode dollars) {
    return Optional.of(dollars)
        .filter(JsonNode::isNumber)
        .map(JsonNode::decimalValue)
        .filter(told -> told.signum() > 0 && told.compareTo(MOST) <= 0)
        .map(told -> told.movePointRight(MICRO).setScale(0, RoundingMode.HALF_UP).longValueExact())
        .orElse(0L);
  }
}
