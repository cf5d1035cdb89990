package dev.wavewright.activities.agent.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ScriptedModelServerTest {
  private static final String ROUNDS =
      """
      Do it.
      ```scripted-model
      [[{"tool": "write", "args": {"filePath": "a", "content": "x"}},
        {"text": "First done.", "usage": {"in": 7, "out": 3}}],
       [{"text": "Second done."}]]
      ```
      """;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private ScriptedModelServer server;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedModelServer.start(0);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  @Test
  @DisplayName("Each tool result leads to the next step, and the last step repeats")
  void steps() throws Exception {
    List<Map<String, String>> conversation = new ArrayList<>(List.of(message("user", ROUNDS)));
    JsonNode first = choice(conversation);
    conversation.add(message("tool", "ok"));
    JsonNode second = choice(conversation);
    conversation.add(message("tool", "ok"));

    assertThat(first.path("finish_reason").asText()).isEqualTo("tool_calls");
    JsonNode call = first.path("message").path("tool_calls").path(0).path("function");
    assertThat(call.path("name").asText()).isEqualTo("write");
    assertThat(json.readTree(call.path("arguments").asText()).path("content").asText())
        .isEqualTo("x");
    assertThat(second.path("message").path("content").asText()).isEqualTo("First done.");
    assertThat(choice(conversation)).isEqualTo(second);
  }

  @Test
  @DisplayName(
      "The n-th message with a script gets the n-th round, an interrupted one its own again")
  void rounds() throws Exception {
    List<Map<String, String>> again =
        List.of(
            message("user", ROUNDS),
            message("tool", "ok"),
            message("user", "Your previous run was interrupted.\n" + ROUNDS));
    List<Map<String, String>> next =
        List.of(message("user", ROUNDS), message("assistant", "x"), message("user", ROUNDS));

    assertThat(choice(again).path("finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(choice(next).path("message").path("content").asText()).isEqualTo("Second done.");
  }

  @Test
  @DisplayName("A streamed answer holds the same text, its use of tokens, and an end")
  void streams() throws Exception {
    HttpResponse<String> response =
        post(List.of(message("user", ROUNDS), message("tool", "ok")), true);
    StringBuilder text = new StringBuilder();
    long tokens = 0;
    for (String line :
        response.body().lines().filter(each -> each.startsWith("data: {")).toList()) {
      JsonNode chunk = json.readTree(line.substring(6));
      text.append(chunk.path("choices").path(0).path("delta").path("content").asText());
      tokens += chunk.path("usage").path("total_tokens").asLong();
    }

    assertThat(text.toString()).isEqualTo("First done.");
    assertThat(tokens).isEqualTo(10);
    assertThat(response.body()).endsWith("data: [DONE]\n\n");
    assertThat(server.answers()).isEqualTo(1);
  }

  @Test
  @DisplayName("A script that is no script is refused; a request without one gets a fixed text")
  void odd() throws Exception {
    String broken = "```scripted-model\n{\"text\": 1\n```";

    assertThat(post(List.of(message("user", broken)), false).statusCode()).isEqualTo(400);
    assertThat(
            choice(List.of(message("user", "A title?"))).path("message").path("content").asText())
        .isEqualTo("Scripted");
    String failing = "```scripted-model\n[{\"status\": 503}]\n```";
    assertThat(post(List.of(message("user", failing)), false).statusCode()).isEqualTo(503);
  }

  private JsonNode choice(List<Map<String, String>> messages) throws Exception {
    return json.readTree(post(messages, false).body()).path("choices").path(0);
  }

  private HttpResponse<String> post(List<Map<String, String>> messages, boolean stream)
      throws Exception {
    String body =
        json.writeValueAsString(
            Map.of(
                "model",
                "scripted",
                "stream",
                stream,
                "tools",
                List.of(Map.of("type", "function")),
                "messages",
                messages));
    return client.send(
        HttpRequest.newBuilder(URI.create(server.baseUrl() + "/chat/completions"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Map<String, String> message(String role, String content) {
    return Map.of("role", role, "content", content);
  }
}
