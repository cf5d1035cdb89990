package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.tracker.DependencyLines;
import dev.wavewright.activities.tracker.Digests;
import dev.wavewright.activities.tracker.TrackerText;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an issue of GitHub: everything but its text, so that ten thousand of them fit.
 *
 * @param title shown as it is only if {@code faults} is empty
 * @param textEdges what its text says it depends on
 * @param author login of who wrote it; null for a deleted account
 * @param ownedByAuthor whether the author owns the repository
 * @param blockers how many issues GitHub's own list says it is blocked by, closed ones included
 * @param children how many sub-issues it has
 * @param faults what keeps its texts from being taken, a clause with the fix each
 */
record ReadIssue(
    IssueKey key,
    String title,
    String url,
    String digest,
    List<String> labels,
    @Nullable String milestone,
    boolean open,
    boolean completed,
    boolean pullRequest,
    List<IssueKey> textEdges,
    @Nullable String author,
    boolean ownedByAuthor,
    int blockers,
    int children,
    List<String> faults) {
  private static final int LONGEST_SHOWN = 256;

  ReadIssue {
    labels = List.copyOf(labels);
    textEdges = List.copyOf(textEdges);
    faults = List.copyOf(faults);
  }

  /**
   * Reads an issue as GitHub gives it.
   *
   * @return empty when it names no repository and number, as an answer that is none
   */
  static Optional<ReadIssue> of(JsonNode json, RepositorySpelling spelling) {
    Optional<IssueKey> key = key(json).map(spelling::of);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    RepositoryName own = key.get().repository().orElseThrow();
    String title = json.path("title").asText("");
    String body = json.path("body").asText("");
    List<String> faults = new ArrayList<>();
    fault("its title", TrackerText.inTitle(title), faults);
    fault("its text", TrackerText.inBody(body), faults);
    List<String> labels = new ArrayList<>();
    for (JsonNode label : json.path("labels")) {
      String name = label.isTextual() ? label.asText() : label.path("name").asText("");
      if (TrackerText.inWord(name).isEmpty()) {
        labels.add(name);
      }
    }
    String milestone = json.path("milestone").path("title").asText(null);
    boolean readable = faults.isEmpty();
    return Optional.of(
        new ReadIssue(
            key.get(),
            TrackerText.visible(title.strip(), LONGEST_SHOWN),
            page(json, key.get()),
            Digests.sha256(body),
            labels,
            milestone,
            !json.path("state").asText("").equals("closed"),
            json.path("state").asText("").equals("closed")
                && completed(json.path("state_reason").asText("")),
            json.hasNonNull("pull_request"),
            readable
                ? DependencyLines.parse(own, body).stream().map(spelling::of).distinct().toList()
                : List.of(),
            json.path("user").path("login").asText(null),
            json.path("author_association").asText("").equals("OWNER"),
            count(json.path("issue_dependencies_summary"), "total_blocked_by", "blocked_by"),
            count(json.path("sub_issues_summary"), "total", "total"),
            faults));
  }

  /** Issues that were closed before GitHub asked for a reason have none: they count as done. */
  private static boolean completed(String reason) {
    return !reason.equals("not_planned") && !reason.equals("duplicate");
  }

  private static int count(JsonNode summary, String total, String open) {
    return Math.max(summary.path(total).asInt(0), summary.path(open).asInt(0));
  }

  private static void fault(String what, Optional<TrackerText.Fault> found, List<String> faults) {
    found.ifPresent(
        fault ->
            faults.add(
                what
                    + " "
                    + fault.what()
                    + (fault.line() > 0 ? " in line " + (fault.line() + 1) : "")
                    + ": "
                    + fault.fix()));
  }

  private static Optional<IssueKey> key(JsonNode json) {
    String[] parts = json.path("repository_url").asText("").split("/repos/", 2);
    long number = json.path("number").asLong(0);
    try {
      return parts.length == 2 && number > 0
          ? Optional.of(IssueKey.of(new RepositoryName(parts[1]), number))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String page(JsonNode json, IssueKey key) {
    String url = json.path("html_url").asText("");
    try {
      return URI.create(url).isAbsolute() ? url : key.value();
    } catch (IllegalArgumentException e) {
      return key.value();
    }
  }
}
