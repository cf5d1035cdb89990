package dev.wavewright.activities.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * Measures a session's folder: how much it holds and when it was last touched. Takes no lock and
 * follows no link.
 *
 * @param mostFiles how many files are looked at before the walk ends
 */
public record WorktreeReader(int mostFiles) {
  public static final WorktreeReader DEFAULT = new WorktreeReader(200_000);

  /**
   * What was found.
   *
   * @param bytes sum of file sizes
   * @param touched the newest change of any file or folder
   * @param complete whether everything was looked at; otherwise bytes is a lower bound
   */
  public record Size(long bytes, Instant touched, boolean complete) {}

  /** Measures {@code folder}; a folder that is not there holds nothing since the epoch. */
  public Size measure(Path folder) {
    Walk walk = new Walk(mostFiles);
    try {
      if (Folders.isFolder(folder)) {
        Files.walkFileTree(folder, walk);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot walk " + folder, failure);
    }
    return new Size(walk.bytes, walk.touched, walk.left >= 0);
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private long bytes;
    private Instant touched = Instant.EPOCH;
    private int left;

    private Walk(int most) {
      left = most;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return look(attributes);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return look(attributes);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException unreadable) {
      return FileVisitResult.CONTINUE;
    }

    private FileVisitResult look(BasicFileAttributes attributes) {
      Instant changed = attributes.lastModifiedTime().toInstant();
      if (changed.isAfter(touched)) {
        touched = changed;
      }
      left--;
      return left < 0 ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }
  }
}
