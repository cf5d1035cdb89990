package dev.wavewright.starter.gateway;

import dev.wavewright.starter.gate.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a route answers.
 *
 * @param type media type of the body
 * @param headers on top of those that every answer has
 * @param stream writes the body for as long as it takes, or null for {@code body}
 */
record Answer(
    int status, String type, String body, Map<String, String> headers, @Nullable Stream stream) {
  private static final String JSON = "application/json";

  /** Writes a body piece by piece. */
  @FunctionalInterface
  interface Stream {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  Answer {
    headers = Map.copyOf(headers);
  }

  Answer(int status, String type, String body, Map<String, String> headers) {
    this(status, type, body, headers, null);
  }

  static Answer events(Stream stream) {
    return new Answer(200, "text/event-stream", "", Map.of("X-Accel-Buffering", "no"), stream);
  }

  static Answer of(int status, String type, String body) {
    return new Answer(status, type, body, Map.of());
  }

  static Answer json(int status, String body) {
    return of(status, JSON, body);
  }

  /** Answers as the command of this name does with {@code --json}. */
  static Answer data(String name, Object data) {
    Map<String, Object> envelope = Json.envelope(name, data);
    envelope.put("warnings", List.of());
    return json(200, Json.line(envelope));
  }

  /** Answers a change, with what was done. */
  static Answer data(String name, Object data, String note) {
    Map<String, Object> envelope = Json.envelope(name, data);
    envelope.put("note", note);
    envelope.put("warnings", List.of());
    return json(200, Json.line(envelope));
  }

  static Answer of(Problem problem, Map<String, String> headers) {
    return new Answer(
        problem.status(),
        "application/problem+json",
        Json.line(new TreeMap<>(problem.document())),
        headers);
  }

  static Answer redirect(String location, String cookie) {
    return new Answer(303, "", "", Map.of("Location", location, "Set-Cookie", cookie));
  }
}
