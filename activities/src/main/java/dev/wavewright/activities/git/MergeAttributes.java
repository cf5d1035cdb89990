package dev.wavewright.activities.git;

import dev.wavewright.activities.git.RepositoryReader.TreeEntry;
import dev.wavewright.workflows.model.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies the built-in merge attributes of a tip to the hub. A bare repository ignores the
 * attributes in the tree, so without this {@code merge=union} would conflict in the hub where it
 * merges in a clone. What names a driver or filter is left behind.
 */
record MergeAttributes(HubRepository hub) {
  private static final Set<String> BUILT_IN =
      Set.of("merge", "-merge", "!merge", "merge=text", "merge=binary", "merge=union", "binary");
  private static final int LONGEST = 1 << 20;

  /** Writes the hub's {@code info/attributes}; the caller holds the hub's lock while it is used. */
  void apply(CommitId tip) {
    List<String> lines = new ArrayList<>();
    Set<String> macros = new HashSet<>();
    for (TreeEntry file : files(tip)) {
      String folder = file.path().substring(0, file.path().lastIndexOf('/') + 1);
      hub.reader().text(file.object(), LONGEST).stream()
          .flatMap(String::lines)
          .forEach(line -> translate(line, folder, macros, lines));
    }
    write(hub.folder().resolve("info").resolve("attributes"), lines);
  }

  /** Returns the attribute files of a commit; outer folders first, as inner ones win. */
  private List<TreeEntry> files(CommitId tip) {
    return hub.reader().entries(tip).stream()
        .filter(TreeEntry::isAttributes)
        .filter(file -> file.path().indexOf('\n') < 0)
        .sorted(
            Comparator.comparingLong(
                    (TreeEntry file) -> file.path().chars().filter(c -> c == '/').count())
                .thenComparing(TreeEntry::path))
        .toList();
  }

  static void translate(String line, String folder, Set<String> macros, List<String> into) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#") || text.indexOf('\0') >= 0) {
      return;
    }
    boolean macro = text.startsWith("[attr]") && folder.isEmpty();
    int end = patternEnd(text);
    if (end < 0 || (text.startsWith("[attr]") && !macro)) {
      return;
    }
    List<String> kept = new ArrayList<>();
    for (String attribute : text.substring(end).strip().split("[ \t]+", -1)) {
      if (BUILT_IN.contains(attribute) || macros.contains(bare(attribute))) {
        kept.add(attribute);
      } else if (attribute.startsWith("merge=")) {
        // A driver: ours has none of that name, and git then merges as text.
        kept.add("merge");
      }
    }
    if (kept.isEmpty()) {
      return;
    }
    String pattern = text.substring(0, end);
    if (macro) {
      macros.add(pattern.substring("[attr]".length()));
    }
    into.add((macro ? pattern : inFolder(pattern, folder)) + " " + String.join(" ", kept));
  }

  private static String bare(String attribute) {
    return attribute.startsWith("-") || attribute.startsWith("!")
        ? attribute.substring(1)
        : attribute;
  }

  private static int patternEnd(String text) {
    if (text.startsWith("\"")) {
      for (int index = 1; index < text.length(); index++) {
        if (text.charAt(index) == '\\') {
          index++;
        } else if (text.charAt(index) == '"') {
          return index + 1;
        }
      }
      return -1;
    }
    for (int index = 0; index < text.length(); index++) {
      if (text.charAt(index) == ' ' || text.charAt(index) == '\t') {
        return index;
      }
    }
    return text.length();
  }

  private static String inFolder(String pattern, String folder) {
    if (folder.isEmpty()) {
      return pattern;
    }
    boolean quoted = pattern.startsWith("\"");
    String inner = quoted ? pattern.substring(1, pattern.length() - 1) : pattern;
    boolean anchored = inner.indexOf('/') >= 0;
    StringBuilder prefix = new StringBuilder();
    for (int index = 0; index < folder.length(); index++) {
      char each = folder.charAt(index);
      if ("*?[\\".indexOf(each) >= 0) {
        prefix.append("\\\\").append(each == '\\' ? "\\\\" : each);
      } else if (each == '"') {
        prefix.append("\\\"");
      } else {
        prefix.append(each);
      }
    }
    String below = anchored ? inner.replaceFirst("^/", "") : "**/" + inner;
    // Quoting makes the backslash an escape of its own: an unquoted pattern doubles it.
    return "\"/"
        + prefix
        + (quoted ? below : below.replace("\\", "\\\\").replace("\"", "\\\""))
        + "\"";
  }

  private static void write(Path file, List<String> lines) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    }
  }
}
