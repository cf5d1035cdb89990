package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An integration branch in memory: its first-parent line, the content at each commit, and a person
 * who may move it. Not thread-safe; callers lock it.
 */
final class BranchModel {
  private final List<Commit> line = new ArrayList<>();
  private final Map<CommitId, Commit> candidates = new LinkedHashMap<>();
  private long nextCommit = 1;

  BranchModel() {
    line.add(new Commit(newId(), null, new TreeSet<>(), null));
  }

  /**
   * A commit and all that its tree contains.
   *
   * @param landed the issue in its trailer, or null
   */
  record Commit(
      CommitId id, @Nullable CommitId parent, TreeSet<String> tree, @Nullable IssueKey landed) {
    String digest() {
      return "checked " + tree;
    }
  }

  Commit tip() {
    return line.getLast();
  }

  List<Commit> line() {
    return List.copyOf(line);
  }

  /** A person commits; an empty change moves the branch and keeps its tree. */
  void personCommits(String change) {
    TreeSet<String> tree = new TreeSet<>(tip().tree());
    if (!change.isEmpty()) {
      tree.add(change);
    }
    line.add(new Commit(newId(), tip().id(), tree, null));
  }

  Commit merge(IssueKey key) {
    TreeSet<String> tree = new TreeSet<>(tip().tree());
    tree.add("change of " + key);
    Commit candidate = new Commit(newId(), tip().id(), tree, key);
    candidates.put(candidate.id(), candidate);
    return candidate;
  }

  Commit candidate(CommitId id) {
    Commit candidate = candidates.get(id);
    if (candidate == null) {
      throw new AssertionError("nobody built " + id);
    }
    return candidate;
  }

  /** Compares and swaps; false when somebody was faster. */
  boolean swap(CommitId expected, CommitId next) {
    if (!tip().id().equals(expected)) {
      return false;
    }
    line.add(candidate(next));
    return true;
  }

  @Nullable CommitId landingOf(IssueKey key) {
    return line.stream()
        .filter(commit -> key.equals(commit.landed()))
        .map(Commit::id)
        .findFirst()
        .orElse(null);
  }

  /** Fails unless the line is one chain on which each issue landed at most once. */
  void verify() {
    for (int i = 1; i < line.size(); i++) {
      Commit commit = line.get(i);
      if (!line.get(i - 1).id().equals(commit.parent())) {
        throw new AssertionError("M3: " + commit + " does not follow " + line.get(i - 1));
      }
      for (int j = 0; j < i; j++) {
        if (commit.landed() != null && commit.landed().equals(line.get(j).landed())) {
          throw new AssertionError("M7: " + commit.landed() + " landed twice");
        }
      }
    }
  }

  private CommitId newId() {
    return MergeRequests.commit(nextCommit++);
  }
}
