package dev.wavewright.it;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A folder that other processes write to while it is read. */
final class LiveFolder {
  private LiveFolder() {}

  /** Returns every file or folder of this name below the folder; what goes away is left out. */
  static List<Path> named(Path folder, String name) throws IOException {
    return find(folder, file -> file.endsWith(name));
  }

  /** Returns every such file or folder below the folder; what goes away meanwhile is left out. */
  static List<Path> find(Path folder, Predicate<Path> wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
            if (wanted.test(at)) {
              found.add(at);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (wanted.test(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path at, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    return found.stream().sorted().toList();
  }

  /**
   * Returns what was decided about agents that an earlier worker had started, as it was recorded
   * before it was acted on: all decisions but those to start an agent afresh.
   */
  static List<String> recoveries(Installation installation, String project) throws IOException {
    List<String> decisions = new ArrayList<>();
    for (Path file : named(installation.path("state/wavewright/" + project), "recovery.jsonl")) {
      try {
        Files.readAllLines(file).stream()
            .filter(line -> !line.contains("\"choice\":\"START\""))
            .forEach(decisions::add);
      } catch (NoSuchFileException gone) {
        // The session was retired between the walk and the look.
      }
    }
    return decisions;
  }
}
