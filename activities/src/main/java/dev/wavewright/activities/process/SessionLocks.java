package dev.wavewright.activities.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Locks over session folders that hold within this process and against others; a process that dies
 * gives its locks back. One instance per worker: the operating system's file locks belong to the
 * process, and closing any channel on the file would drop them, so no second channel is ever opened
 * while one is held.
 */
public final class SessionLocks {
  private static final String FILE = "session.lock";

  private final Set<Path> held = new HashSet<>();

  /** A held lock. Closing twice is harmless. */
  public final class Lock implements AutoCloseable {
    private final Path folder;
    private final FileChannel channel;

    private Lock(Path folder, FileChannel channel) {
      this.folder = folder;
      this.channel = channel;
    }

    @Override
    public void close() {
      synchronized (held) {
        if (channel.isOpen()) {
          try {
            channel.close();
          } catch (IOException e) {
            throw new UncheckedIOException("cannot give back the lock of " + folder, e);
          } finally {
            held.remove(folder);
          }
        }
      }
    }
  }

  /** Takes the lock of {@code sessionFolder} if nobody holds it; makes the folder if need be. */
  public Optional<Lock> tryLock(Path sessionFolder) throws IOException {
    Files.createDirectories(sessionFolder);
    Path folder = sessionFolder.toRealPath();
    synchronized (held) {
      if (held.contains(folder)) {
        return Optional.empty();
      }
      FileChannel channel =
          FileChannel.open(
              folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          return Optional.empty();
        }
        held.add(folder);
        taken = true;
        return Optional.of(new Lock(folder, channel));
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    }
  }
}
