package dev.wavewright.activities.agent.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A model server in OpenAI's shape on the loopback interface whose answers stand in the prompt: the
 * block {@code scripted-model} of the newest user message that has one. The step to answer with is
 * the number of tool results after that message, so the server keeps no state: an agent that is
 * killed and resumed, and agents side by side, get what they would have got. The script's form is
 * described in {@code docs/scripted-agent.md}.
 */
public final class ScriptedModelServer implements AutoCloseable {
  /** The block's name in a prompt. */
  public static final String BLOCK = "scripted-model";

  /** An agent that says so asks for the same round again. */
  private static final String INTERRUPTED = "Your previous run was interrupted";

  private static final int PIECE = 40;

  private final ObjectMapper json = new ObjectMapper();
  private final AtomicInteger answers = new AtomicInteger();
  private final HttpServer server;
  private final ExecutorService threads;

  private ScriptedModelServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** One message of a conversation, as far as it matters here. */
  private record Message(String role, String text) {}

  /** Serves on {@code port}, or on a free one for 0. */
  public static ScriptedModelServer start(int port) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    ScriptedModelServer server = new ScriptedModelServer(http, threads);
    http.createContext("/v1/models", server::models);
    http.createContext("/v1/chat/completions", server::chat);
    http.setExecutor(threads);
    http.start();
    return server;
  }

  /** Serves until it is ended. Arguments: the port, 0 for a free one. Prints its base url. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ScriptedModelServer server = start(Integer.parseInt(arguments[0]));
    System.out.println(server.baseUrl());
    Thread.currentThread().join();
  }

  /** Returns what an agent takes as its provider's base url. */
  public String baseUrl() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/v1";
  }

  /** Returns how many scripted steps were answered. */
  public int answers() {
    return answers.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void models(HttpExchange exchange) throws IOException {
    send(
        exchange,
        200,
        Map.of("object", "list", "data", List.of(Map.of("id", "scripted", "object", "model"))));
  }

  private void chat(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = json.readTree(exchange.getRequestBody());
      JsonNode step;
      try {
        step = step(request);
      } catch (IOException | IllegalArgumentException e) {
        send(exchange, 400, error("no usable script: " + e.getMessage()));
        return;
      }
      Thread.sleep(step.path("hang").asBoolean() ? 3_600_000 : step.path("delay_ms").asLong());
      if (step.has("status")) {
        send(exchange, step.path("status").asInt(), error("the script says so"));
      } else if (request.path("stream").asBoolean()) {
        stream(exchange, request, step);
      } else {
        answer(exchange, request, step);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the step to answer a request with; without a script, as for a title, a fixed text. */
  private JsonNode step(JsonNode request) throws IOException {
    String script = "";
    int round = 0;
    int results = 0;
    for (Message message : messages(request)) {
      if (message.role().equals("user")) {
        Optional<String> block = Script.blockIn(message.text(), BLOCK);
        if (block.isPresent()) {
          script = block.get();
          results = 0;
          if (round == 0 || !message.text().contains(INTERRUPTED)) {
            round++;
          }
        }
      } else if (message.role().equals("tool")) {
        results++;
      }
    }
    if (round == 0 || request.path("tools").isEmpty()) {
      return json.readTree("{\"text\":\"Scripted\"}");
    }
    JsonNode steps = json.readTree(script);
    if (steps.path(0).isArray()) {
      steps = steps.path(Math.min(round, steps.size()) - 1);
    }
    if (!steps.isArray() || steps.isEmpty()) {
      throw new IllegalArgumentException("a script is a list of steps, or a list of such lists");
    }
    answers.incrementAndGet();
    return steps.path(Math.min(results, steps.size() - 1));
  }

  private static List<Message> messages(JsonNode request) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      JsonNode content = message.path("content");
      StringBuilder text = new StringBuilder(content.isTextual() ? content.asText() : "");
      if (content.isArray()) {
        content.forEach(part -> text.append(part.path("text").asText()));
      }
      messages.add(new Message(message.path("role").asText(), text.toString()));
    }
    return messages;
  }

  private void answer(HttpExchange exchange, JsonNode request, JsonNode step) throws IOException {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", "assistant");
    message.put("content", step.path("text").asText(""));
    if (step.has("tool")) {
      message.put("tool_calls", List.of(call(step)));
    }
    Map<String, Object> body = envelope(request, "chat.completion");
    body.put(
        "choices", List.of(Map.of("index", 0, "message", message, "finish_reason", finish(step))));
    body.put("usage", usage(step));
    send(exchange, 200, body);
  }

  private void stream(HttpExchange exchange, JsonNode request, JsonNode step) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    chunk(out, request, Map.of("role", "assistant", "content", ""), null);
    String text = step.path("text").asText("");
    for (int start = 0; start < text.length(); start += PIECE) {
      String piece = text.substring(start, Math.min(text.length(), start + PIECE));
      chunk(out, request, Map.of("content", piece), null);
      if (step.path("drop").asBoolean()) {
        return;
      }
    }
    if (step.has("tool")) {
      chunk(out, request, Map.of("tool_calls", List.of(call(step))), null);
    }
    chunk(out, request, Map.of(), finish(step));
    Map<String, Object> last = envelope(request, "chat.completion.chunk");
    last.put("choices", List.of());
    last.put("usage", usage(step));
    event(out, json.writeValueAsString(last));
    event(out, "[DONE]");
  }

  private void chunk(
      OutputStream out, JsonNode request, Map<String, Object> delta, @Nullable String finish)
      throws IOException {
    Map<String, Object> choice = new LinkedHashMap<>();
    choice.put("index", 0);
    choice.put("delta", delta);
    choice.put("finish_reason", finish);
    Map<String, Object> body = envelope(request, "chat.completion.chunk");
    body.put("choices", List.of(choice));
    event(out, json.writeValueAsString(body));
  }

  private static void event(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private Map<String, Object> call(JsonNode step) throws IOException {
    return Map.of(
        "index",
        0,
        "id",
        "call_" + answers.get(),
        "type",
        "function",
        "function",
        Map.of(
            "name",
            step.path("tool").asText(),
            "arguments",
            json.writeValueAsString(step.path("args"))));
  }

  private static Map<String, Object> envelope(JsonNode request, String object) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", "chatcmpl-scripted");
    body.put("object", object);
    body.put("created", 0);
    body.put("model", request.path("model").asText("scripted"));
    return body;
  }

  private static String finish(JsonNode step) {
    return step.has("tool") ? "tool_calls" : "stop";
  }

  private static Map<String, Object> usage(JsonNode step) {
    int in = step.path("usage").path("in").asInt(100);
    int out = step.path("usage").path("out").asInt(20);
    return Map.of("prompt_tokens", in, "completion_tokens", out, "total_tokens", in + out);
  }

  private static Map<String, Object> error(String message) {
    return Map.of("error", Map.of("message", message, "type", "server_error"));
  }

  private void send(HttpExchange exchange, int status, Map<String, Object> body)
      throws IOException {
    byte[] bytes = json.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
