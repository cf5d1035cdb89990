package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import dev.wavewright.activities.tracker.github.GitHubProblem.Kind;
import dev.wavewright.workflows.tracker.TrackerActivities.HandOffRequest;
import dev.wavewright.workflows.tracker.TrackerActivities.HandOffResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes hand-off pull requests on GitHub. One that is open keeps its title and everything that
 * stands outside of this wave's part. Nothing is ever pushed or merged here.
 */
public final class HandOffWriter {
  /** GitHub takes 65,536. */
  private static final int LONGEST_BODY = 65_000;

  private final GitHubWriting writing;

  public HandOffWriter(GitHubTransport transport, Redactor redactor) {
    this.writing = new GitHubWriting(transport, redactor);
  }

  /**
   * Makes the hand-off, or renews this wave's part of the one that is open.
   *
   * @throws GitHubProblem when GitHub does not take the token
   */
  public HandOffResult handOver(HandOffRequest request) {
    try {
      Optional<JsonNode> open = open(request);
      return open.isPresent() ? renewed(request, open.get()) : made(request);
    } catch (TrackerUnavailable passing) {
      return new HandOffResult(
          null,
          false,
          "",
          writing.writes(),
          writing.transport().now().plus(passing.retryAfter()),
          passing.why());
    } catch (GitHubProblem problem) {
      if (problem.kind() == Kind.CREDENTIALS) {
        throw problem;
      }
      return refused(String.valueOf(problem.getMessage()));
    }
  }

  private HandOffResult refused(String message) {
    return new HandOffResult(null, true, message, writing.writes(), null, null);
  }

  private HandOffResult handedOver(JsonNode pull) {
    return new HandOffResult(
        pull.path("html_url").asText(), false, "", writing.writes(), null, null);
  }

  private static String pulls(HandOffRequest request) {
    return GitHubWriting.path(request.repository()) + "/pulls";
  }

  private Optional<JsonNode> open(HandOffRequest request) {
    String name = request.repository().value();
    String owner = name.substring(0, name.indexOf('/'));
    GitHubAnswer answer =
        writing
            .transport()
            .get(
                pulls(request)
                    + "?state=open&head="
                    + GitHubWriting.encoded(owner + ":" + request.integration())
                    + "&base="
                    + GitHubWriting.encoded(request.base())
                    + "&per_page=100");
    for (JsonNode pull : GitHubJson.list(writing.transport(), answer)) {
      // A filter that a server does not know must not lead to somebody else's pull request.
      if (pull.path("head").path("ref").asText().equals(request.integration())
          && pull.path("base").path("ref").asText().equals(request.base())
          && pull.path("head").path("repo").path("full_name").asText().equalsIgnoreCase(name)) {
        return Optional.of(pull);
      }
    }
    return Optional.empty();
  }

  private HandOffResult made(HandOffRequest request) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("title", request.title());
    fields.put("head", request.integration());
    fields.put("base", request.base());
    fields.put("body", writing.redacted(Part.of(request).text()));
    try {
      GitHubAnswer answer = writing.write("POST", pulls(request), fields);
      return handedOver(GitHubJson.object(writing.transport(), answer));
    } catch (GitHubProblem problem) {
      String said = String.valueOf(problem.getMessage()).toLowerCase(Locale.ROOT);
      if (problem.kind() == Kind.REFUSED && said.contains("no commits between")) {
        return new HandOffResult(
            null,
            false,
            request.integration() + " has nothing that is not on " + request.base(),
            writing.writes(),
            null,
            null);
      }
      Optional<JsonNode> meanwhile =
          problem.kind() == Kind.REFUSED ? open(request) : Optional.empty();
      return meanwhile.isPresent()
          ? renewed(request, meanwhile.get())
          : refused(String.valueOf(problem.getMessage()));
    }
  }

  private HandOffResult renewed(HandOffRequest request, JsonNode pull) {
    String before = pull.path("body").asText("");
    String body = writing.redacted(Part.of(request).within(before));
    if (GitHubWriting.same(before, body)) {
      return handedOver(pull);
    }
    if (body.length() > LONGEST_BODY) {
      return refused(
          "the text of "
              + pull.path("html_url").asText()
              + " would be too long; merge or close it, or shorten what stands there");
    }
    String path = pulls(request) + "/" + pull.path("number").asLong();
    GitHubAnswer answer = writing.write("PATCH", path, Map.of("body", body));
    return handedOver(GitHubJson.object(writing.transport(), answer));
  }

  /** This wave's part of the text, between two comments that a reader of the page does not see. */
  private record Part(String begin, String body, String end) {
    static Part of(HandOffRequest request) {
      String wave = request.wave() + " " + request.started();
      return new Part(
          "<!-- wavewright:hand-off " + wave + " -->",
          request.body(),
          "<!-- /wavewright:hand-off " + wave + " -->");
    }

    String text() {
      return begin + "\n" + body.strip() + "\n" + end;
    }

    String within(String whole) {
      int from = whole.indexOf(begin);
      int to = from < 0 ? -1 : whole.indexOf(end, from);
      if (to < 0) {
        return whole.isBlank() ? text() : whole.stripTrailing() + "\n\n" + text() + "\n";
      }
      return whole.substring(0, from) + text() + whole.substring(to + end.length());
    }
  }
}
