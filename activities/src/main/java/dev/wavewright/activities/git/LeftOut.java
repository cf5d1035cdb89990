package dev.wavewright.activities.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What was in a worktree before the agent began and is not its work, although git does not ignore
 * it. A folder is left out whole; a file only as long as it is what it was.
 *
 * @param file where it is kept, out of the agent's reach
 */
record LeftOut(Path file) {
  private static final String FOLDER = "folder";

  /** Keeps {@code names}, relative to the worktree; folders end with a slash. */
  void keep(Path worktree, List<String> names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      // No line of an exclude file can name it.
      if (name.indexOf('\n') < 0) {
        String content = name.endsWith("/") ? FOLDER : digest(worktree.resolve(name));
        text.append(content).append('\t').append(name).append('\n');
      }
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    }
  }

  /** Tells whether anything was kept, were it only that there is nothing to leave out. */
  boolean isKept() {
    return Files.exists(file);
  }

  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot delete " + file, failure);
    }
  }

  /**
   * Returns the lines of an exclude file for what is left out now.
   *
   * @param copied what is left out whatever was kept
   */
  List<String> patterns(Path worktree, List<String> copied) {
    List<String> patterns = new ArrayList<>(patterns(copied));
    if (!Files.exists(file)) {
      return patterns;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split("\t", 2);
        if (parts[0].equals(FOLDER) || parts[0].equals(digest(worktree.resolve(parts[1])))) {
          patterns.add(pattern(parts[1]));
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file, failure);
    }
    return patterns;
  }

  /** Returns the lines of an exclude file that match exactly {@code paths}. */
  static List<String> patterns(List<String> paths) {
    return paths.stream().map(LeftOut::pattern).toList();
  }

  private static String pattern(String path) {
    return "/" + path.replaceFirst("^/+", "").replaceAll("([\\\\*?\\[\\]! #])", "\\\\$1");
  }

  private static String digest(Path path) {
    try {
      if (Files.isSymbolicLink(path)) {
        return "link " + Files.readSymbolicLink(path);
      }
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        return "absent";
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream content = new DigestInputStream(Files.newInputStream(path), digest)) {
        content.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + path, failure);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
