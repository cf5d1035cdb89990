package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** A lock between processes; the system frees it when its holder dies. */
final class StackLock implements AutoCloseable {
  private final FileChannel channel;

  private StackLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock under which the stack's file and its processes change together. */
  static StackLock ofChanges(StackFolders folders) {
    Path file = folders.state().resolve("stack.lock");
    StackLock[] taken = new StackLock[1];
    boolean done =
        Waiting.until(
            Duration.ofSeconds(60),
            () -> {
              Optional<StackLock> lock = take(file);
              lock.ifPresent(held -> taken[0] = held);
              return lock.isPresent();
            });
    if (!done) {
      throw new StackException(
          StackException.TIMED_OUT,
          "another command has held " + file + " for a minute",
          "wavewright status");
    }
    return taken[0];
  }

  /** Takes the lock that the one supervisor of a stack holds for its life; empty if one lives. */
  static Optional<StackLock> ofSupervisor(StackFolders folders) {
    return take(folders.state().resolve("supervisor.lock"));
  }

  static boolean supervisorLives(StackFolders folders) {
    Optional<StackLock> lock = ofSupervisor(folders);
    lock.ifPresent(StackLock::close);
    return lock.isEmpty();
  }

  private static Optional<StackLock> take(Path file) {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // Held by another thread of this process, which is as good as by another process.
      }
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new StackLock(channel));
    } catch (IOException e) {
      throw StackFile.unwritable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The system drops the lock with the process at the latest.
      System.err.println("cannot close a lock file: " + e);
    }
  }
}
