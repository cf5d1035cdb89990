package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.workflows.model.RepositoryName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Requests that write: each counted, none with a secret in it. */
final class GitHubWriting {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final GitHubTransport transport;
  private final Redactor redactor;
  private int writes;

  GitHubWriting(GitHubTransport transport, Redactor redactor) {
    this.transport = transport;
    this.redactor = redactor;
  }

  GitHubTransport transport() {
    return transport;
  }

  int writes() {
    return writes;
  }

  String redacted(String text) {
    return redactor.redact(text);
  }

  GitHubAnswer write(String method, String path, Map<String, ?> fields) {
    writes++;
    return transport.send(method, path, json(fields), Map.of());
  }

  void delete(String path) {
    writes++;
    transport.send("DELETE", path, null, Map.of());
  }

  private static String json(Map<String, ?> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and lists of texts are always JSON", e);
    }
  }

  static String path(RepositoryName repository) {
    return "/repos/" + repository;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Compares texts as GitHub keeps them. */
  static boolean same(String one, String other) {
    return one.replace("\r\n", "\n").strip().equals(other.replace("\r\n", "\n").strip());
  }
}
