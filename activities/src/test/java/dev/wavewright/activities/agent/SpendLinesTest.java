package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines as the agents print them; shortened where nothing of them is read. */
class SpendLinesTest {
  private static Used used(String... lines) {
    return usedAfter(Map.of(), lines);
  }

  private static Used usedAfter(Map<String, TokenUse> before, String... lines) {
    SpendLines spend = new SpendLines();
    for (String line : lines) {
      spend.line(line);
    }
    return spend.used(before);
  }

  @Test
  @DisplayName("opencode tells each step: they are added up, thinking is output")
  void opencode() {
    String step =
        """
        {"type":"step_finish","timestamp":1795246109363,"sessionID":"ses_e02f","part":{"reason":"tool-calls","tokens":{"total":1170,"input":100,"output":20,"reasoning":50,"cache":{"read":900,"write":100}},"cost":0.0125}}""";
    Used used = used(step, "{\"type\":\"text\",\"part\":{\"text\":\"cost: 5\"}}", step);
    assertThat(used.inDollars()).isEqualTo(new TokenUse(200, 140, 1_800, 200));
    assertThat(used.microDollars()).isEqualTo(25_000);
    assertThat(used.withoutDollars()).isEqualTo(TokenUse.NONE);
  }

  @Test
  @DisplayName("a cost of 0 for tokens is no price: the model is not known to the agent")
  void noPrice() {
    Used used =
        used(
            """
            {"type":"step_finish","part":{"reason":"stop","tokens":{"total":120,"input":100,"output":20,"reasoning":0,"cache":{"read":0,"write":0}},"cost":0}}""");
    assertThat(used.withoutDollars()).isEqualTo(new TokenUse(100, 20, 0, 0));
    assertThat(used.microDollars()).isZero();
  }

  @Test
  @DisplayName("claude's result is of the whole process: its messages are not counted beside it")
  void claude() {
    String message =
        """
        {"type":"assistant","message":{"id":"msg_1","usage":{"input_tokens":4,"cache_creation_input_tokens":1000,"cache_read_input_tokens":0,"output_tokens":7}},"session_id":"s"}""";
    String result =
        """
        {"type":"result","subtype":"success","is_error":false,"num_turns":2,"result":"done","session_id":"s","total_cost_usd":0.1234567,"usage":{"input_tokens":10,"cache_creation_input_tokens":2000,"cache_read_input_tokens":3000,"output_tokens":90},"modelUsage":{"claude-sonnet-4":{"inputTokens":10,"outputTokens":90,"cacheReadInputTokens":3000,"cacheCreationInputTokens":2000,"costUSD":0.12},"claude-haiku":{"inputTokens":5,"outputTokens":6,"cacheReadInputTokens":0,"cacheCreationInputTokens":0,"costUSD":0.0034567}}}""";
    Used used = used(message, message, result);
    assertThat(used.inDollars()).isEqualTo(new TokenUse(15, 96, 3_000, 2_000));
    assertThat(used.microDollars()).isEqualTo(123_457);
    assertThat(used.withoutDollars()).isEqualTo(TokenUse.NONE);
    assertThat(used(message, result, result)).as("told twice").isEqualTo(used);
  }

  @Test
  @DisplayName("a claude that was ended without a result: each message counts once")
  void claudeWithoutResult() {
    String form =
        """
        {"type":"assistant","message":{"id":"msg_%d","usage":{"input_tokens":4,"cache_creation_input_tokens":10,"cache_read_input_tokens":20,"output_tokens":7}}}""";
    Used used = used(form.formatted(1), form.formatted(1), form.formatted(2));
    assertThat(used.withoutDollars()).isEqualTo(new TokenUse(8, 14, 40, 20));
  }

  @Test
  @DisplayName("codex tells what its thread has used since it began: only what is new counts")
  void codex() {
    String started = "{\"type\":\"thread.started\",\"thread_id\":\"01a1\"}";
    String first =
        """
        {"type":"turn.completed","usage":{"input_tokens":330,"cached_input_tokens":130,"cache_write_input_tokens":0,"output_tokens":60,"reasoning_output_tokens":10}}""";
    String second =
        """
        {"type":"turn.completed","usage":{"input_tokens":660,"cached_input_tokens":260,"cache_write_input_tokens":0,"output_tokens":120,"reasoning_output_tokens":20}}""";
    Used before = used(started, first);
    assertThat(before.withoutDollars()).isEqualTo(new TokenUse(200, 60, 130, 0));
    Used resumed = usedAfter(before.threads(), started, second);
    assertThat(resumed.withoutDollars()).isEqualTo(new TokenUse(200, 60, 130, 0));
    assertThat(resumed.threads()).containsEntry("01a1", new TokenUse(400, 120, 260, 0));
    assertThat(used(started, first, second).withoutDollars())
        .as("two turns of one process")
        .isEqualTo(new TokenUse(400, 120, 260, 0));
    assertThat(usedAfter(before.threads(), started.replace("01a1", "02b2"), first).withoutDollars())
        .as("another thread begins at nothing")
        .isEqualTo(new TokenUse(200, 60, 130, 0));
  }

  @Test
  @DisplayName("any other agent may say itself what it spends, as often as it likes")
  void own() {
    Used used =
        used(
            "{\"type\":\"spend\",\"usd\":0.25,\"input_tokens\":1000,\"output_tokens\":50}",
            "{\"type\":\"spend\",\"usd\":1}",
            "{\"type\":\"spend\",\"cache_read_tokens\":5,\"cache_write_tokens\":6}");
    assertThat(used.microDollars()).isEqualTo(1_250_000);
    assertThat(used.inDollars()).isEqualTo(new TokenUse(1_000, 50, 0, 0));
    assertThat(used.withoutDollars()).isEqualTo(new TokenUse(0, 0, 5, 6));
  }

  @Test
  @DisplayName("prose, broken lines and impossible numbers are nothing")
  void nothing() {
    for (String line :
        new String[] {
          "I spent \"usage\" of $5",
          "{\"type\":\"spend\",\"usd\":-3,\"input_tokens\":-5}",
          "{\"type\":\"spend\",\"usd\":\"12\",\"input_tokens\":\"7\"}",
          "{\"type\":\"spend\",\"usd\":1e300}",
          "{\"type\":\"spend\",\"usd\":",
          "{\"type\":\"assistant\",\"message\":{\"usage\":{\"input_tokens\":4}}}",
          "{\"type\":\"user\",\"usage\":{\"input_tokens\":4}}",
        }) {
      Used used = used(line);
      assertThat(used.tokens() + used.microDollars()).as(line).isZero();
    }
  }
}
