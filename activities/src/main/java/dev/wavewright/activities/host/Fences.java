package dev.wavewright.activities.host;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the newest token of each (issue, lease kind) on disk and refuses older ones, so that an
 * attempt that lost its lease cannot touch the world any more. Serves every worker of the host.
 */
public final class Fences {
  private final Path folder;
  // A file lock excludes other processes only; threads of this one are excluded here.
  private final ReentrantLock threads = new ReentrantLock();

  public Fences(Path folder) {
    this.folder = folder;
  }

  /**
   * Records {@code token} if none newer is known.
   *
   * @return whether the token is the newest, and its bearer may go on
   */
  public boolean admit(IssueKey key, LeaseKind kind, LeaseToken token) {
    threads.lock();
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock ignored = channel.lock()) {
        Path file = folder.resolve(key.folder() + "." + kind.name().toLowerCase(Locale.ROOT));
        if (Files.exists(file)) {
          LeaseToken newest = LeaseToken.parse(Files.readString(file).strip());
          if (newest.compareTo(token) >= 0) {
            return newest.equals(token);
          }
        }
        write(file, token);
        return true;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the fence of " + key + " in " + folder, e);
    } finally {
      threads.unlock();
    }
  }

  /** Refuses {@code token} from now on, also to a bearer that has not come yet. */
  public void close(IssueKey key, LeaseKind kind, LeaseToken token) {
    // Tokens of one issue and kind rise by more than one, or this one is taken: both end it.
    boolean unused = admit(key, kind, new LeaseToken(token.epoch(), token.number() + 1));
  }

  private static void write(Path file, LeaseToken token) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap(token.toString().getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
