package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.workflows.model.IssueKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads what issues depend on: GitHub's own list first, then the sub-issues, then the text. GitHub
 * is asked only about an issue that it says has any.
 */
final class IssueEdges {
  private final GitHubTransport transport;
  private final RepositorySpelling spelling;
  private final Consumer<ReadIssue> met;
  private final Consumer<String> warnings;

  /**
   * @param met hears every issue that GitHub gives on the way
   */
  IssueEdges(
      GitHubTransport transport,
      RepositorySpelling spelling,
      Consumer<ReadIssue> met,
      Consumer<String> warnings) {
    this.transport = transport;
    this.spelling = spelling;
    this.met = met;
    this.warnings = warnings;
  }

  /** Returns what an issue depends on, each once. */
  List<IssueKey> of(ReadIssue issue) {
    Set<IssueKey> blockers =
        issue.blockers() > 0 ? read(issue, "dependencies/blocked_by") : Set.of();
    Set<IssueKey> children = issue.children() > 0 ? read(issue, "sub_issues") : Set.of();
    warn(issue, blockers, children);
    Set<IssueKey> all = new LinkedHashSet<>(blockers);
    all.addAll(children);
    all.addAll(issue.textEdges());
    return List.copyOf(all);
  }

  private Set<IssueKey> read(ReadIssue issue, String what) {
    Set<IssueKey> keys = new LinkedHashSet<>();
    String path =
        "/repos/"
            + issue.key().repository().orElseThrow()
            + "/issues/"
            + issue.key().number()
            + "/"
            + what
            + "?per_page=100";
    for (int page = 1; ; page++) {
      GitHubAnswer answer = transport.get(path + (page == 1 ? "" : "&page=" + page));
      for (JsonNode each : GitHubJson.list(transport, answer)) {
        Optional<ReadIssue> read = ReadIssue.of(each, spelling);
        if (read.isEmpty()) {
          throw transport.passing("GitHub listed something else than an issue for " + issue.key());
        }
        met.accept(read.get());
        keys.add(read.get().key());
      }
      if (!answer.hasNext()) {
        return keys;
      }
    }
  }

  private void warn(ReadIssue issue, Set<IssueKey> blockers, Set<IssueKey> children) {
    if (blockers.isEmpty() || issue.textEdges().isEmpty()) {
      return;
    }
    List<IssueKey> onlyText = new ArrayList<>(issue.textEdges());
    onlyText.removeAll(blockers);
    onlyText.removeAll(children);
    List<IssueKey> onlyGitHub = new ArrayList<>(blockers);
    onlyGitHub.removeAll(issue.textEdges());
    if (onlyText.isEmpty() && onlyGitHub.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    if (!onlyText.isEmpty()) {
      parts.add("only its text names " + shown(onlyText));
    }
    if (!onlyGitHub.isEmpty()) {
      parts.add("only GitHub's own list names " + shown(onlyGitHub));
    }
    warnings.accept(
        issue.key()
            + ": text and GitHub's list of dependencies disagree: "
            + String.join("; ", parts)
            + "; all of them count");
  }

  private static String shown(List<IssueKey> keys) {
    String some = keys.stream().limit(10).map(IssueKey::value).collect(Collectors.joining(", "));
    return keys.size() > 10 ? some + " and " + (keys.size() - 10) + " more" : some;
  }
}
