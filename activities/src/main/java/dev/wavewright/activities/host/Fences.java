package dev.wavewright.activities.host;

import dev.wavewright.activities.process.AtomicFiles;
import dev.wavewright.activities.process.HostLock;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Keeps the newest token of each (issue, lease kind) on disk and refuses older ones, so that an
 * attempt that lost its lease cannot touch the world any more. Serves every worker of the host.
 */
public final class Fences {
  private final Path folder;
  private final HostLock lock;

  public Fences(Path folder) {
    this.folder = folder;
    this.lock = new HostLock(folder);
  }

  /**
   * Records {@code token} if none newer is known.
   *
   * @return whether the token is the newest, and its bearer may go on
   */
  public boolean admit(IssueKey key, LeaseKind kind, LeaseToken token) {
    Path file = folder.resolve(key.folder() + "." + kind.name().toLowerCase(Locale.ROOT));
    try {
      return lock.holding(
          () -> {
            if (Files.exists(file)) {
              LeaseToken newest = LeaseToken.parse(Files.readString(file).strip());
              if (newest.compareTo(token) >= 0) {
                return newest.equals(token);
              }
            }
            AtomicFiles.write(file, token.toString());
            return true;
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the fence of " + key + " in " + folder, e);
    }
  }

  /** Refuses {@code token} from now on, also to a bearer that has not come yet. */
  public void close(IssueKey key, LeaseKind kind, LeaseToken token) {
    // Tokens of one issue and kind rise by more than one, or this one is taken: both end it.
    boolean unused = admit(key, kind, new LeaseToken(token.epoch(), token.number() + 1));
  }
}
