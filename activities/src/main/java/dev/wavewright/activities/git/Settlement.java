package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether an agent settled a pending merge. Only paths that were in conflict are searched
 * for markers, and lines that a side has itself are no markers: a repository may hold such lines.
 */
record Settlement(HubRepository hub, Mirror mirror, PendingMerge merge) {
  private static final Pattern MARKER = Pattern.compile("(<{7}|>{7}|\\|{7})( .*)?|={7}");
  private static final Pattern MOVED_ASIDE = Pattern.compile(".*~([0-9a-f]{40}|[0-9a-f]{64})");
  private static final int LARGEST_FILE = 8 << 20;

  /**
   * @param agentCommitted whether the agent made a commit since: keeping everything as it was
   *     written is then its decision
   * @throws GitProblem of kind {@code UNSETTLED} naming the paths
   */
  void require(String tree, boolean agentCommitted) {
    if (!merge.conflicting().isEmpty()
        && !agentCommitted
        && tree.equals(mirror.tree(merge.commit()))) {
      throw unsettled(merge.conflicting(), "was left as the merge wrote it");
    }
    requireNoMarkers(tree);
    requireNothingUndone(tree);
  }

  private void requireNoMarkers(String tree) {
    if (merge.conflicting().isEmpty()) {
      return;
    }
    Merges.Joined joined = new Merges(hub).join(merge.tip(), merge.work());
    Set<String> paths = new TreeSet<>(merge.conflicting());
    paths.addAll(joined.conflicting());
    Set<String> innocent = new HashSet<>();
    joined.blobs().forEach(blob -> innocent.addAll(markers(blob)));
    Set<String> marked = new TreeSet<>();
    Map<String, String> entries = entries(tree);
    for (String path : paths) {
      String entry = entries.get(path);
      if (entry == null || entry.startsWith("160000 ")) {
        continue;
      }
      Set<String> found = new HashSet<>(markers(entry.substring(entry.indexOf(' ') + 1)));
      found.removeAll(innocent);
      found.removeAll(markers(merge.tip().value() + ":" + path));
      found.removeAll(markers(merge.work().value() + ":" + path));
      if (!found.isEmpty() || MOVED_ASIDE.matcher(path).matches()) {
        marked.add(path);
      }
    }
    if (!marked.isEmpty()) {
      throw unsettled(List.copyOf(marked), "still holds what the merge put there");
    }
  }

  /**
   * An agent may have thrown the merge away (`git checkout .`): landed work must not go with it.
   */
  private void requireNothingUndone(String tree) {
    Map<String, String> before = entries(merge.ours().value());
    Map<String, String> merged = entries(merge.commit().value());
    Map<String, String> after = entries(tree);
    Set<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(merged.keySet());
    paths.removeAll(merge.conflicting());
    Set<String> brought = new TreeSet<>();
    Set<String> undone = new TreeSet<>();
    for (String path : paths) {
      if (same(before.get(path), merged.get(path))) {
        continue;
      }
      brought.add(path);
      if (same(before.get(path), after.get(path))) {
        undone.add(path);
      }
    }
    // A new file may have been moved to where it belongs now.
    if (undone.stream().anyMatch(before::containsKey)
        || (!undone.isEmpty() && undone.equals(brought))) {
      throw unsettled(List.copyOf(undone), "is without what landed meanwhile");
    }
  }

  private static boolean same(@Nullable String one, @Nullable String other) {
    return one == null ? other == null : one.equals(other);
  }

  private Set<String> markers(String object) {
    GitResult content = mirror.call().limit(LARGEST_FILE).run("cat-file", "blob", object);
    String text = content.text();
    if (content.exitCode() != 0 && !content.truncated()) {
      return Set.of();
    }
    return text.lines()
        .map(String::stripTrailing)
        .filter(line -> MARKER.matcher(line).matches())
        .collect(Collectors.toSet());
  }

  /** Returns mode and object of each path of a tree. */
  private Map<String, String> entries(String tree) {
    Map<String, String> entries = new HashMap<>();
    String listing = mirror.call().require("ls-tree", "-r", "-z", "--full-tree", tree);
    for (String line : GitResult.fields(listing)) {
      String[] parts = line.split("\t", 2);
      String[] head = parts[0].split(" ", 3);
      entries.put(parts[1], head[0] + " " + head[2]);
    }
    return entries;
  }

  private static GitProblem unsettled(List<String> paths, String why) {
    String named =
        paths.stream()
            .limit(5)
            .map(path -> "'" + CommitNote.singleLine(path, 200) + "'")
            .collect(Collectors.joining(", "));
    String more = paths.size() > 5 ? " and %d more".formatted(paths.size() - 5) : "";
    return new GitProblem(
        Kind.UNSETTLED,
        "the conflict with the integration branch is not settled: " + named + more + " " + why,
        "");
  }
}
