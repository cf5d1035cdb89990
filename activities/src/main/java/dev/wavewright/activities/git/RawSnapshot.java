package dev.wavewright.activities.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;

/**
 * The worktree's content for a rescue: complete where a commit may refuse. Repositories nested in
 * the worktree are saved as the plain files they are, and what git cannot convert is saved raw.
 */
record RawSnapshot(Mirror mirror, dev.wavewright.workflows.model.CommitId from) {
  private Path worktree() {
    return mirror.session().worktree();
  }

  String tree() {
    Set<String> nested;
    try {
      Mirror.Snapshot snapshot = mirror.snapshot(from);
      if (snapshot.nested().isEmpty()) {
        return snapshot.tree();
      }
      nested = snapshot.nested();
    } catch (GitProblem inconvertible) {
      nested = new TreeSet<>(addRaw());
    }
    for (String folder : nested) {
      addFolder(worktree().resolve(folder));
    }
    return mirror.staged().require("write-tree");
  }

  /** Adds every changed file byte for byte; returns the folders that are repositories. */
  private Set<String> addRaw() {
    Folders.delete(mirror.folder().resolve("index"));
    mirror.staged().require("read-tree", from.value());
    Set<String> paths = new TreeSet<>();
    Set<String> nested = new TreeSet<>();
    for (String kind : new String[] {"--others", "--modified", "--deleted"}) {
      String names = mirror.staged().require("ls-files", "-z", "--exclude-standard", kind);
      for (String name : GitResult.fields(names)) {
        if (name.endsWith("/")) {
          nested.add(name.substring(0, name.length() - 1));
        } else {
          paths.add(name);
        }
      }
    }
    paths.forEach(this::add);
    return nested;
  }

  private void addFolder(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
              return isGit(each) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
              if (!isGit(each)) {
                add(worktree().relativize(each).toString());
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + folder, failure);
    }
  }

  private static boolean isGit(Path path) {
    return path.getFileName().toString().equalsIgnoreCase(".git");
  }

  private void add(String path) {
    Path file = worktree().resolve(path);
    if (!reachesWithoutLinks(path) || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      index("0", ObjectFormat.of(from).nothing(), path);
    } else if (Files.isSymbolicLink(file)) {
      index("120000", hash(target(file)), path);
    } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      String object =
          mirror.staged().require("hash-object", "-w", "--no-filters", "--", file.toString());
      index(Files.isExecutable(file) ? "100755" : "100644", object, path);
    }
  }

  private boolean reachesWithoutLinks(String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (!Folders.isFolder(worktree().resolve(path.substring(0, slash)))) {
        return false;
      }
    }
    return true;
  }

  private static byte[] target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the link " + link, failure);
    }
  }

  private String hash(byte[] content) {
    return mirror.staged().input(content).require("hash-object", "-w", "--no-filters", "--stdin");
  }

  private void index(String mode, String object, String path) {
    mirror
        .staged()
        .input(mode + " " + object + "\t" + path + "\0")
        .require("update-index", "-z", "--index-info");
  }
}
