package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the refs of a private repository as plain files. No git runs in that repository: its
 * configuration is the agent's.
 */
record PrivateRefs(Path repository) {
  /** Name of the worktree's administrative folder; git names it after the worktree's folder. */
  static final String WORKTREE = "worktree";

  private static final int LONGEST = 16 << 20;
  private static final int MOST = 500;

  /** Returns the commit the worktree stands at. */
  Optional<CommitId> head() {
    String text = read(repository.resolve("worktrees").resolve(WORKTREE).resolve("HEAD")).strip();
    if (!text.startsWith("ref:")) {
      return commit(text);
    }
    String name = text.substring("ref:".length()).strip();
    return name.startsWith("refs/") && !name.contains("..") && name.indexOf('\0') < 0
        ? resolve(name)
        : Optional.empty();
  }

  /** Returns every commit that some ref of the repository names, at most 500. */
  Set<CommitId> all() {
    Set<CommitId> commits = new LinkedHashSet<>();
    head().ifPresent(commits::add);
    packed().forEach(line -> commit(line.split(" ", 2)[0]).ifPresent(commits::add));
    loose(repository.resolve("refs"), commits, 0);
    loose(repository.resolve("worktrees").resolve(WORKTREE).resolve("refs"), commits, 0);
    return commits;
  }

  private Optional<CommitId> resolve(String name) {
    Optional<CommitId> loose = commit(read(repository.resolve(name)).strip());
    return loose.isPresent()
        ? loose
        : packed()
            .filter(line -> line.endsWith(" " + name))
            .flatMap(line -> commit(line.split(" ", 2)[0]).stream())
            .findFirst();
  }

  private java.util.stream.Stream<String> packed() {
    return read(repository.resolve("packed-refs"))
        .lines()
        .filter(line -> !line.startsWith("#") && !line.startsWith("^"));
  }

  private static void loose(Path folder, Set<CommitId> into, int depth) {
    if (depth > 12 || !Folders.isFolder(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (into.size() >= MOST) {
          return;
        }
        if (Folders.isFolder(entry)) {
          loose(entry, into, depth + 1);
        } else {
          commit(read(entry).strip()).ifPresent(into::add);
        }
      }
    } catch (IOException unreadable) {
      // What cannot be listed names no commit.
    }
  }

  private static Optional<CommitId> commit(String text) {
    try {
      return Optional.of(new CommitId(text));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  static String read(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
