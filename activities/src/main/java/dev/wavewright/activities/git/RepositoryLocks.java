package dev.wavewright.activities.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One lock per hub that holds over threads and processes. Java's file locks hold between processes
 * only, so every hub of a process must come from one instance of this. Reentrant.
 */
public final class RepositoryLocks {
  private final ConcurrentMap<Path, ReentrantLock> threads = new ConcurrentHashMap<>();

  /** Runs {@code work} while nobody else holds the lock of {@code file}; waits without limit. */
  <T> T holding(Path file, Supplier<T> work) {
    ReentrantLock lock = threads.computeIfAbsent(file, path -> new ReentrantLock());
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new GitProblem(GitProblem.Kind.INTERRUPTED, "waiting for " + file + " ended", "");
    }
    try {
      return lock.getHoldCount() > 1 ? work.get() : holdingProcess(file, work);
    } finally {
      lock.unlock();
    }
  }

  private static <T> T holdingProcess(Path file, Supplier<T> work) {
    try {
      Files.createDirectories(Folders.parent(file));
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid()) {
          throw new IOException("lock lost");
        }
        return work.get();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot lock " + file, failure);
    }
  }
}
