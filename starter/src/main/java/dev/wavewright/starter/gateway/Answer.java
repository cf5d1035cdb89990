package dev.wavewright.starter.gateway;

import dev.wavewright.starter.gate.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a route answers.
 *
 * @param type media type of the body
 * @param headers on top of those that every answer has
 */
record Answer(int status, String type, String body, Map<String, String> headers) {
  private static final String JSON = "application/json";

  Answer {
    headers = Map.copyOf(headers);
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
