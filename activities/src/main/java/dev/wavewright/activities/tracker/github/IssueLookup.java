package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.workflows.model.IssueKey;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks single issues up. */
final class IssueLookup {
  private final GitHubTransport transport;

  IssueLookup(GitHubTransport transport) {
    this.transport = transport;
  }

  /**
   * What GitHub knows under a key.
   *
   * @param json the issue; empty if there is none to work on
   * @param why there is none: a clause such as "was deleted"
   */
  record Found(Optional<JsonNode> json, String why) {
    private static Found none(String why) {
      return new Found(Optional.empty(), why);
    }
  }

  Found find(IssueKey key) {
    try {
      JsonNode json =
          GitHubJson.object(
              transport,
              transport.get(
                  "/repos/" + key.repository().orElseThrow() + "/issues/" + key.number()));
      return json.hasNonNull("pull_request")
          ? Found.none("is a pull request and no issue")
          : new Found(Optional.of(json), "");
    } catch (GitHubProblem e) {
      return switch (e.kind()) {
        case NOT_FOUND -> Found.none("is not there, or the token may not see it");
        case GONE -> Found.none("was deleted");
        case MOVED -> Found.none("was moved to " + place(e.movedTo()));
        case CREDENTIALS, PERMISSION, CONFLICT, REFUSED -> throw e;
      };
    }
  }

  /** Asks where something went: GitHub points to it by a number only. */
  private String place(@Nullable URI address) {
    if (address == null) {
      return "another place";
    }
    try {
      JsonNode there = GitHubJson.object(transport, transport.get(address.toString()));
      return transport.shown(there.path("html_url").asText(address.toString()));
    } catch (GitHubProblem e) {
      return "a place that the token may not see";
    }
  }
}
