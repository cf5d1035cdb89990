package dev.wavewright.activities.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks over folders that others wrote; never through a symbolic link. */
final class Folders {
  private Folders() {}

  /** Returns the folder that holds {@code path}, which is no root. */
  static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent(), "a path with a parent");
  }

  static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes a folder, a file or a link; does nothing if there is none. */
  static void delete(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    walk(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            add(
                folder,
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            // A folder that could not be opened: its permissions are ours to repair.
            if (isFolder(file)) {
              add(
                  file,
                  PosixFilePermission.OWNER_READ,
                  PosixFilePermission.OWNER_WRITE,
                  PosixFilePermission.OWNER_EXECUTE);
              delete(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Lets the owner read everything; an unreadable file could not be saved. */
  static void makeReadable(Path root) {
    walk(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            add(folder, PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && !Files.isReadable(file)) {
              add(file, PosixFilePermission.OWNER_READ);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (isFolder(file) && !Files.isReadable(file)) {
              add(file, PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE);
              makeReadable(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Takes every write permission away, of files and folders. */
  static void makeReadOnly(Path root) {
    walk(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              removeWrite(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            removeWrite(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void add(Path path, PosixFilePermission... wanted) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.copyOf(Set.of(PosixFilePermission.OWNER_READ));
    permissions.addAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    if (permissions.addAll(Set.of(wanted))
        || !Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(permissions)) {
      Files.setPosixFilePermissions(path, permissions);
    }
  }

  private static void removeWrite(Path path) throws IOException {
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    permissions.remove(PosixFilePermission.OWNER_WRITE);
    permissions.remove(PosixFilePermission.GROUP_WRITE);
    permissions.remove(PosixFilePermission.OTHERS_WRITE);
    Files.setPosixFilePermissions(path, permissions);
  }

  private static void walk(Path root, SimpleFileVisitor<Path> visitor) {
    try {
      Files.walkFileTree(root, visitor);
    } catch (NoSuchFileException gone) {
      // Removed by someone else meanwhile.
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot walk " + root, failure);
    }
  }
}
