package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.activities.git.MergeResult.PathClash;
import dev.wavewright.workflows.model.CommitId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Merges in the hub without a checkout. */
record Merges(HubRepository hub) {
  private static final int SIDE = 4 << 10;
  private static final int MOST_PATHS = 50;
  private static final int LARGEST_FILE = 1 << 20;

  MergeResult merge(CommitId tip, CommitId commit) {
    GitResult result = mergeTree(tip, commit, "--messages");
    List<String> fields = result.fields();
    String tree = fields.getFirst();
    return result.exitCode() == 0
        ? new MergeResult.Clean(tree)
        : new MergeResult.Conflicts(clashes(tree, fields, tip, commit));
  }

  /** Exits with 0 if the merge is clean, with 1 if not. */
  private GitResult mergeTree(CommitId tip, CommitId commit, String messages) {
    GitResult result =
        hub.locked(
            () -> {
              new MergeAttributes(hub).apply(tip);
              return hub.call()
                  .run("merge-tree", "--write-tree", "-z", messages, tip.value(), commit.value());
            });
    if (result.truncated() || result.exitCode() < 0 || result.exitCode() > 1) {
      throw result.problem(Kind.FAILED, "cannot merge %s into %s".formatted(commit, tip));
    }
    return result;
  }

  /**
   * A merge whose tree holds conflict markers where the sides stand against each other.
   *
   * @param conflicting every path in conflict; one empty path if git names none
   * @param blobs the conflicting versions' objects
   */
  record Joined(String tree, Set<String> conflicting, Set<String> blobs) {}

  /** Merges as {@link #merge} does, and keeps what conflicts. */
  Joined join(CommitId tip, CommitId commit) {
    GitResult result = mergeTree(tip, commit, "--no-messages");
    List<String> fields = result.fields();
    Set<String> conflicting = new TreeSet<>();
    Set<String> blobs = new TreeSet<>();
    for (String field : fields.subList(1, fields.size())) {
      String[] parts = field.split("\t", 2);
      if (parts.length == 2) {
        conflicting.add(parts[1]);
        blobs.add(parts[0].split(" ", 3)[1]);
      }
    }
    if (result.exitCode() == 1 && conflicting.isEmpty()) {
      conflicting.add("");
    }
    return new Joined(fields.getFirst(), conflicting, blobs);
  }

  /** Commits a merge and pins it; a merge that is pinned already is found again. */
  CommitId commit(String tree, CommitId tip, CommitId commit, CommitNote note) {
    String pin = new SessionRefs(note.session()).candidate();
    return hub.locked(
        () -> {
          Optional<CommitId> earlier =
              hub.commit(pin)
                  .filter(
                      candidate ->
                          hub.reader().parents(candidate).equals(List.of(tip, commit))
                              && hub.tree(candidate).equals(tree));
          if (earlier.isPresent()) {
            return earlier.get();
          }
          CommitId made =
              new CommitId(
                  hub.call()
                      .input(note.message())
                      .require(
                          "commit-tree", "-p", tip.value(), "-p", commit.value(), "-F", "-", tree));
          hub.pin(pin, made);
          return made;
        });
  }

  private List<PathClash> clashes(String tree, List<String> fields, CommitId tip, CommitId commit) {
    Map<String, Stages> paths = new LinkedHashMap<>();
    for (String field : fields.subList(1, fields.size())) {
      if (field.isEmpty()) {
        break;
      }
      String[] parts = field.split("\t", 2);
      String[] entry = parts[0].split(" ", 3);
      Stages stages = paths.computeIfAbsent(parts[1], path -> new Stages());
      switch (entry[2]) {
        case "2" -> stages.ours = entry[1];
        case "3" -> stages.theirs = entry[1];
        default -> {}
      }
    }
    if (paths.isEmpty()) {
      // Git may report a conflict of folders by a message alone.
      paths.put("", new Stages());
    }
    Optional<CommitId> fork =
        Optional.of(hub.call().run("merge-base", tip.value(), commit.value()))
            .filter(GitResult::succeeded)
            .map(result -> new CommitId(result.text()));
    List<PathClash> clashes = new ArrayList<>();
    for (Map.Entry<String, Stages> path : paths.entrySet()) {
      if (clashes.size() == MOST_PATHS) {
        break;
      }
      String landedBy =
          fork.flatMap(since -> new Landings(hub).lastTouching(path.getKey(), since, tip))
              .map(landing -> landing.key() + " " + landing.title())
              .orElse("");
      clashes.add(clash(tree, path.getKey(), path.getValue(), tip, commit, landedBy));
    }
    return clashes;
  }

  private PathClash clash(
      String tree, String path, Stages stages, CommitId tip, CommitId commit, String landedBy) {
    if (stages.ours != null && stages.theirs != null) {
      Optional<String> merged = text(tree + ":" + path);
      Optional<Regions> regions = merged.map(text -> Regions.of(text, tip.value(), commit.value()));
      if (regions.isPresent() && regions.get().found()) {
        return new PathClash(
            path, cut(regions.get().ours()), cut(regions.get().theirs()), landedBy);
      }
    }
    return new PathClash(path, side(stages.ours), side(stages.theirs), landedBy);
  }

  private String side(@Nullable String blob) {
    return blob == null
        ? "(not there)"
        : text(blob).map(Merges::cut).orElse("(no text of at most 1 MiB)");
  }

  private Optional<String> text(String object) {
    GitResult result = hub.call().limit(LARGEST_FILE).run("cat-file", "blob", object);
    String text = result.text();
    return result.succeeded() && text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
  }

  private static String cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= SIDE) {
      return text;
    }
    int end = SIDE;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + "\n(cut)";
  }

  private static final class Stages {
    private @Nullable String ours;
    private @Nullable String theirs;
  }

  /** The two sides of the regions that a merged file marks; the markers carry the commit ids. */
  record Regions(boolean found, String ours, String theirs) {
    static Regions of(String merged, String ours, String theirs) {
      StringBuilder our = new StringBuilder();
      StringBuilder their = new StringBuilder();
      boolean found = false;
      @Nullable StringBuilder current = null;
      for (String line : merged.split("\n", -1)) {
        if (line.startsWith("<<<<<<< " + ours)) {
          if (found) {
            our.append("...\n");
            their.append("...\n");
          }
          found = true;
          current = our;
        } else if (current == our && line.stripTrailing().equals("=======")) {
          current = their;
        } else if (line.startsWith(">>>>>>> " + theirs)) {
          current = null;
        } else if (current != null) {
          current.append(line).append('\n');
        }
      }
      return new Regions(found, our.toString(), their.toString());
    }
  }
}
