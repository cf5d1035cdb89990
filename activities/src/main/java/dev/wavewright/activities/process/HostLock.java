package dev.wavewright.activities.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of a folder that every worker of the host writes. It holds between the processes of the
 * host, and between the threads that share this instance.
 */
public final class HostLock {
  private final Path folder;
  // A file lock excludes other processes only; threads of this one are excluded here.
  private final ReentrantLock threads = new ReentrantLock();

  public HostLock(Path folder) {
    this.folder = folder;
  }

  /** What is done under the lock. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  /** Does {@code work} while nobody else holds the lock; makes the folder if there is none. */
  public <T> T holding(Work<T> work) throws IOException {
    threads.lock();
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock ignored = channel.lock()) {
        return work.run();
      }
    } finally {
      threads.unlock();
    }
  }
}
