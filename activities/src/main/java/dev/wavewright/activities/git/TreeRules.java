package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.activities.git.RepositoryReader.TreeEntry;
import dev.wavewright.workflows.model.CommitId;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a tree may not hold when it is written to a disk: links out of it, repositories inside it,
 * names that fall together or hide. Entries that a trusted commit has in the same form are left
 * alone; they are the repository owner's.
 *
 * @param judged reads what is judged
 * @param trusted reads what it is compared with
 * @param call makes commands on the git directory that has the objects
 */
record TreeRules(
    RepositoryReader judged, RepositoryReader trusted, Supplier<GitCommand.Call> call) {
  private static final int LONGEST_LINK = 4096;

  /** Rules for commits of the hub. */
  static TreeRules of(HubRepository hub) {
    return new TreeRules(hub.reader(), hub.reader(), hub::call);
  }

  /** Rules for commits of a session, against commits of the hub. */
  static TreeRules of(Mirror mirror) {
    return new TreeRules(mirror.reader(), mirror.hub().reader(), mirror::call);
  }

  /**
   * @throws GitProblem naming the first entry that breaks a rule
   */
  void require(CommitId commit, List<CommitId> owned) {
    List<TreeEntry> entries = judged.entries(commit);
    Set<TreeEntry> known = new HashSet<>();
    owned.forEach(each -> known.addAll(trusted.entries(each)));
    Map<String, String> folded = new HashMap<>();
    Set<String> knownPaths = new HashSet<>();
    known.forEach(entry -> parts(entry.path()).forEach(knownPaths::add));
    for (TreeEntry entry : entries) {
      for (String part : parts(entry.path())) {
        String other = folded.putIfAbsent(fold(part), part);
        if (other != null
            && !other.equals(part)
            && !(knownPaths.contains(other) && knownPaths.contains(part))) {
          throw refused(part, "differs only in case from '" + printable(other) + "'");
        }
      }
      if (!known.contains(entry)) {
        problem(entry)
            .ifPresent(
                why -> {
                  throw refused(entry.path(), why);
                });
      }
    }
  }

  private Optional<String> problem(TreeEntry entry) {
    if (entry.isRepository()) {
      return Optional.of("is a repository inside the repository (submodule)");
    }
    for (String part : entry.path().split("/", -1)) {
      String plain = part.toLowerCase(Locale.ROOT);
      if (plain.equals(".git") || plain.equals("..") || plain.equals(".") || plain.isEmpty()) {
        return Optional.of("has a name that git reserves");
      }
      if (part.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\')) {
        return Optional.of("has a control character or a backslash in its name");
      }
    }
    if (entry.mode().equals("120000")) {
      GitResult target = call.get().limit(LONGEST_LINK).run("cat-file", "blob", entry.object());
      if (!target.succeeded() || leavesTree(entry.path(), raw(target))) {
        return Optional.of("is a symbolic link out of the tree");
      }
    }
    return Optional.empty();
  }

  private static String raw(GitResult result) {
    return new String(result.output(), java.nio.charset.StandardCharsets.UTF_8);
  }

  static boolean leavesTree(String path, String target) {
    if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0) {
      return true;
    }
    int depth = (int) path.chars().filter(c -> c == '/').count();
    for (String part : target.split("/", -1)) {
      if (part.equals("..")) {
        depth--;
      } else if (part.equalsIgnoreCase(".git")) {
        return true;
      } else if (!part.isEmpty() && !part.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns the path and every folder on the way to it. */
  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      parts.add(path.substring(0, slash));
    }
    parts.add(path);
    return parts;
  }

  private static String fold(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  private static String printable(String path) {
    return CommitNote.singleLine(path, 200);
  }

  private static GitProblem refused(String path, String why) {
    return new GitProblem(
        Kind.HOSTILE_TREE, "'" + printable(path) + "' " + why, "remove it from the change");
  }
}
