package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.tracker.TrackerText;
import dev.wavewright.activities.tracker.github.GitHubProblem.Kind;
import dev.wavewright.workflows.model.GitHubSettings.Trust;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells behind which issues somebody with write access stands: who wrote it, or who set a label
 * that is still on it. Asks GitHub once per repository for who may write, and only for an issue
 * whose author may not for who set its labels.
 */
final class TrustGate {
  /** What strangers can make one planning ask for. */
  private static final int MOST_LOOKUPS = 200;

  private final GitHubTransport transport;
  private final GitHubLibrary library;
  private final Trust trust;
  private final Map<RepositoryName, Set<String>> writers = new HashMap<>();
  private int lookups;

  TrustGate(GitHubTransport transport, GitHubLibrary library, Trust trust) {
    this.transport = transport;
    this.library = library;
    this.trust = trust;
  }

  /** Returns why nobody with write access stands behind an issue; null if somebody does. */
  @Nullable String distrust(ReadIssue issue) {
    if (trust == Trust.ANYONE || issue.ownedByAuthor()) {
      return null;
    }
    RepositoryName repository = issue.key().repository().orElseThrow();
    Set<String> mayWrite = writers.computeIfAbsent(repository, this::writers);
    String author = issue.author();
    if (author != null && mayWrite.contains(Logins.lower(author))) {
      return null;
    }
    String who = author == null ? "a deleted account" : TrackerText.visible(author, 60);
    String reason = "its author " + who + " has no write access to " + repository;
    String fix = ": somebody who has reads it and sets any label on it, or 'tracker.trust: anyone'";
    if (issue.labels().isEmpty()) {
      return reason + " and it has no label" + fix;
    }
    if (++lookups > MOST_LOOKUPS) {
      return reason
          + ", and who set its labels is not looked up for more than "
          + MOST_LOOKUPS
          + " issues at once: narrow the selection";
    }
    return library.labelSetters(issue).stream().anyMatch(mayWrite::contains)
        ? null
        : reason + ", and neither has who set its labels" + fix;
  }

  private Set<String> writers(RepositoryName repository) {
    Set<String> logins = new LinkedHashSet<>();
    for (int page = 1; ; page++) {
      GitHubAnswer answer = page(repository, page);
      for (JsonNode user : GitHubJson.list(transport, answer)) {
        JsonNode permissions = user.path("permissions");
        // Asked for again: a server that does not know the filter answers with everybody.
        if (permissions.isMissingNode() || permissions.path("push").asBoolean(false)) {
          logins.add(Logins.lower(user.path("login").asText("")));
        }
      }
      if (!answer.hasNext()) {
        return logins;
      }
    }
  }

  private GitHubAnswer page(RepositoryName repository, int page) {
    try {
      return transport.get(
          "/repos/"
              + repository
              + "/collaborators?permission=push&per_page=100"
              + (page == 1 ? "" : "&page=" + page));
    } catch (GitHubProblem e) {
      if (e.kind() != Kind.PERMISSION && e.kind() != Kind.NOT_FOUND) {
        throw e;
      }
      throw new GitHubProblem(
          Kind.PERMISSION,
          "who may write to "
              + repository
              + " cannot be read, so whose issues to trust is not known: "
              + e.getMessage()
              + ". Listing that needs push access; give the token that, or set 'tracker.trust:"
              + " anyone' if everybody's issues may be worked on");
    }
  }
}
