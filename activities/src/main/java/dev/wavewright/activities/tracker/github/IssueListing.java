package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.workflows.model.RepositoryName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all open issues of a repository that pass a filter, page by page, the longest unchanged
 * first.
 *
 * <p>A page does not begin at a number of issues, which moves when an issue before it is closed,
 * but at the time of the last change that was read. What changes meanwhile moves behind it and is
 * read again; what stays as it is cannot slip between two pages.
 */
final class IssueListing {
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 2_000;

  private final GitHubTransport transport;
  private final RepositoryName repository;
  private final Consumer<JsonNode> taker;

  /**
   * @param taker hears every issue, later ones in place of earlier ones with the same number
   */
  IssueListing(GitHubTransport transport, RepositoryName repository, Consumer<JsonNode> taker) {
    this.transport = transport;
    this.repository = repository;
    this.taker = taker;
  }

  /** Reads the first page without a milestone; tells whether that was everything. */
  boolean readFirst(@Nullable String label) {
    GitHubAnswer answer = page(filter(null, label), null, 1);
    if (answer.hasNext()) {
      return false;
    }
    GitHubJson.list(transport, answer).forEach(taker);
    return true;
  }

  /** Reads every page. */
  void readAll(@Nullable Long milestone, @Nullable String label) {
    String filter = filter(milestone, label);
    Instant since = null;
    int page = 1;
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      GitHubAnswer answer = page(filter, since, page);
      JsonNode issues = GitHubJson.list(transport, answer);
      issues.forEach(taker);
      if (!answer.hasNext() || issues.isEmpty()) {
        return;
      }
      // One second earlier: issues that changed in the same second may be on both sides.
      Instant next = changed(issues.get(issues.size() - 1)).minusSeconds(1);
      if (since == null || next.isAfter(since)) {
        since = next;
        page = 1;
      } else {
        page++;
      }
    }
    throw transport.passing("the issues of " + repository + " change faster than they can be read");
  }

  private GitHubAnswer page(String filter, @Nullable Instant since, int page) {
    return transport.get(
        "/repos/"
            + repository
            + "/issues?state=open&sort=updated&direction=asc&per_page="
            + PAGE
            + filter
            + (since == null ? "" : "&since=" + since)
            + (page == 1 ? "" : "&page=" + page));
  }

  private static String filter(@Nullable Long milestone, @Nullable String label) {
    // A comma separates labels here: a label that has one is looked for among all issues.
    boolean byLabel = label != null && !label.contains(",");
    return (milestone == null ? "" : "&milestone=" + milestone)
        + (byLabel ? "&labels=" + URLEncoder.encode(label, StandardCharsets.UTF_8) : "");
  }

  private Instant changed(JsonNode issue) {
    try {
      return Instant.parse(issue.path("updated_at").asText(""));
    } catch (DateTimeParseException e) {
      throw transport.passing("GitHub listed an issue of " + repository + " without a time");
    }
  }
}
