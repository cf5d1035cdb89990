package dev.wavewright.starter.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The folders that demonstrations leave. Only a folder that holds the marker of a demonstration is
 * one; every other is left alone.
 */
public final class DemoFolders {
  /** How many are kept, the one just made included. */
  public static final int KEPT = 3;

  private static final String MARKER = ".wavewright-demo";

  private DemoFolders() {}

  private record Found(Path folder, FileTime made) {
    String name() {
      return String.valueOf(folder.getFileName());
    }
  }

  /** Marks a new folder as that of a demonstration. */
  static void mark(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(MARKER),
        "Made by 'wavewright demo', which removes this folder once there are newer ones.\n");
  }

  /**
   * Removes all but the newest demonstrations; one in use stays, however old it is.
   *
   * @param inUse asked, by its name, of each that is about to be removed
   * @return what was removed, the oldest first
   */
  public static List<Path> removeOld(Path parent, Predicate<String> inUse) throws IOException {
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "demo-*")) {
      for (Path folder : folders) {
        Path marker = folder.resolve(MARKER);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) {
          found.add(new Found(folder, Files.getLastModifiedTime(marker)));
        }
      }
    }
    found.sort(Comparator.comparing(Found::made).thenComparing(Found::name));
    List<Path> removed = new ArrayList<>();
    for (Found old : found.subList(0, Math.max(0, found.size() - KEPT))) {
      if (!inUse.test(old.name())) {
        remove(old.folder());
        removed.add(old.folder());
      }
    }
    return removed;
  }

  /** The marker goes last, so that a removal that was cut off is taken up by the next. */
  private static void remove(Path folder) throws IOException {
    Path marker = folder.resolve(MARKER);
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(marker)) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (!visited.equals(folder)) {
              Files.delete(visited);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Files.delete(marker);
    Files.delete(folder);
  }
}
