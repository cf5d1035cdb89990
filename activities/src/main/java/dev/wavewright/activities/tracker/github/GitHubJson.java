package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads answers; one that is cut off or is no JSON is no answer. */
final class GitHubJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GitHubJson() {}

  static JsonNode object(GitHubTransport transport, GitHubAnswer answer) {
    JsonNode read = read(transport, answer);
    if (!read.isObject()) {
      throw transport.passing("GitHub answered with something else than one object");
    }
    return read;
  }

  static JsonNode list(GitHubTransport transport, GitHubAnswer answer) {
    JsonNode read = read(transport, answer);
    if (!read.isArray()) {
      throw transport.passing("GitHub answered with something else than a list");
    }
    return read;
  }

  private static JsonNode read(GitHubTransport transport, GitHubAnswer answer) {
    try {
      JsonNode read = JSON.readTree(answer.text());
      if (read != null) {
        return read;
      }
    } catch (JsonProcessingException e) {
      // Falls through: the text itself is nothing for a message.
    }
    throw transport.passing("GitHub's answer was cut off or is no JSON");
  }
}
