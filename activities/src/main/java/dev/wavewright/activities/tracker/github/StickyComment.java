package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.tracker.github.GitHubProblem.Kind;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one comment of ours on an issue, edited in place. */
final class StickyComment {
  private static final int PER_PAGE = 100;

  /** Nobody reads further back than three thousand comments for one of ours. */
  private static final int MOST_PAGES = 30;

  private final GitHubWriting writing;
  private final String instance;

  /**
   * @param instance names this Wavewright among others that write to the same issue
   */
  StickyComment(GitHubWriting writing, String instance) {
    this.writing = writing;
    this.instance = instance;
  }

  private record Found(long id, String body) {}

  /**
   * Makes the comment say this.
   *
   * @param known its id if it is known
   * @return its id
   */
  long show(RepositoryName repository, IssueKey key, String text, @Nullable Long known) {
    String mark = mark(key);
    String body = writing.redacted(mark + "\n" + text);
    Optional<Found> found = known == null ? Optional.empty() : byId(repository, known, mark);
    if (found.isEmpty()) {
      found = byMark(repository, key, mark);
    }
    if (found.isEmpty()) {
      String comments = GitHubWriting.path(repository) + "/issues/" + key.number() + "/comments";
      GitHubAnswer made = writing.write("POST", comments, Map.of("body", body));
      return GitHubJson.object(writing.transport(), made).path("id").asLong();
    }
    long id = found.get().id();
    if (!GitHubWriting.same(found.get().body(), body)) {
      GitHubAnswer unused = writing.write("PATCH", comment(repository, id), Map.of("body", body));
    }
    return id;
  }

  /** Begins our comment; a reader of the page does not see it. */
  private String mark(IssueKey key) {
    return "<!-- wavewright:marker " + instance + " " + key + " -->";
  }

  private static String comment(RepositoryName repository, long id) {
    return GitHubWriting.path(repository) + "/issues/comments/" + id;
  }

  private Optional<Found> byId(RepositoryName repository, long id, String mark) {
    try {
      GitHubAnswer answer = writing.transport().get(comment(repository, id));
      JsonNode comment = GitHubJson.object(writing.transport(), answer);
      return marked(comment, mark) ? Optional.of(found(comment)) : Optional.empty();
    } catch (GitHubProblem problem) {
      if (problem.kind() == Kind.NOT_FOUND || problem.kind() == Kind.GONE) {
        return Optional.empty();
      }
      throw problem;
    }
  }

  private Optional<Found> byMark(RepositoryName repository, IssueKey key, String mark) {
    String comments =
        GitHubWriting.path(repository)
            + "/issues/"
            + key.number()
            + "/comments?per_page="
            + PER_PAGE
            + "&page=";
    for (int page = 1; page <= MOST_PAGES; page++) {
      GitHubAnswer answer = writing.transport().get(comments + page);
      for (JsonNode comment : GitHubJson.list(writing.transport(), answer)) {
        if (marked(comment, mark) && isOurs(comment)) {
          return Optional.of(found(comment));
        }
      }
      if (!answer.hasNext()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean marked(JsonNode comment, String mark) {
    return comment.path("body").asText().startsWith(mark);
  }

  private static Found found(JsonNode comment) {
    return new Found(comment.path("id").asLong(), comment.path("body").asText());
  }

  /** Anybody can write our mark; only a comment by the token's own user is ours. */
  private boolean isOurs(JsonNode comment) {
    JsonNode author = comment.path("user");
    try {
      GitHubAnswer answer = writing.transport().get("/user");
      String self = GitHubJson.object(writing.transport(), answer).path("login").asText();
      return !self.isEmpty() && self.equals(author.path("login").asText());
    } catch (GitHubProblem problem) {
      if (problem.kind() == Kind.CREDENTIALS) {
        throw problem;
      }
      // The token of an app has no user; what an app wrote is by a bot.
      return author.path("type").asText().equals("Bot");
    }
  }
}
