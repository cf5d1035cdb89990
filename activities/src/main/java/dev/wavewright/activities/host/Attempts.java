package dev.wavewright.activities.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The activity attempts that each worker of a host is busy with, on disk: one folder for each
 * worker, with a lock file that its worker holds until it dies and one file with the task token of
 * each attempt. So whatever a worker was doing when it died can be given to another at once.
 */
public final class Attempts implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String TOKEN = ".token";

  private final Path workers;
  private final Path own;
  private final FileChannel lock;

  private Attempts(Path workers, Path own, FileChannel lock) {
    this.workers = workers;
    this.own = own;
    this.lock = lock;
  }

  /** Opens this worker's own folder below the host's state. */
  public static Attempts open(HostLayout layout) {
    Path workers = layout.stateHome().resolve("attempts");
    // Invisible to others until it is locked: a folder without a holder means a dead worker.
    String name = UUID.randomUUID().toString();
    Path hidden = workers.resolve("." + name);
    try {
      Files.createDirectories(hidden);
      FileChannel channel =
          FileChannel.open(
              hidden.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = channel.lock();
      if (!held.isValid()) {
        throw new IOException("cannot lock " + hidden);
      }
      Path own = Files.move(hidden, workers.resolve(name));
      return new Attempts(workers, own, channel);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep attempts in " + workers, e);
    }
  }

  /** An attempt that runs. Closing says that it has been answered for. */
  public static final class Attempt implements AutoCloseable {
    private final Path file;

    private Attempt(Path file) {
      this.file = file;
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete " + file, e);
      }
    }
  }

  /** Keeps an attempt of this worker until it is closed. */
  public Attempt begin(byte[] taskToken) {
    Path file = own.resolve(UUID.randomUUID() + TOKEN);
    try {
      Files.writeString(file, Base64.getEncoder().encodeToString(taskToken));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return new Attempt(file);
  }

  /** What a dead worker left; held by the caller alone until it is closed. */
  static final class Abandoned implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;

    private Abandoned(Path folder, FileChannel lock) {
      this.folder = folder;
      this.lock = lock;
    }

    /** Returns the task tokens, base64. */
    List<String> tokens() {
      List<String> tokens = new ArrayList<>();
      try {
        for (Path file : files()) {
          if (file.toString().endsWith(TOKEN)) {
            tokens.add(Files.readString(file).strip());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + folder, e);
      }
      return tokens;
    }

    void forget() {
      try {
        for (Path file : files()) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete " + folder, e);
      }
    }

    private List<Path> files() throws IOException {
      if (!Files.isDirectory(folder)) {
        return List.of();
      }
      try (Stream<Path> files = Files.list(folder)) {
        return files.sorted().toList();
      }
    }

    @Override
    public void close() {
      try {
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot give back the lock of " + folder, e);
      }
    }
  }

  /** Takes over the folders of dead workers. What another takes at the same time is left out. */
  List<Abandoned> abandoned() {
    List<Abandoned> found = new ArrayList<>();
    try (Stream<Path> folders = Files.list(workers)) {
      for (Path folder : folders.sorted().toList()) {
        String name = String.valueOf(folder.getFileName());
        if (!folder.equals(own) && !name.startsWith(".")) {
          take(folder, found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + workers, e);
    }
    return found;
  }

  private static void take(Path folder, List<Abandoned> found) throws IOException {
    Path file = folder.resolve(LOCK);
    if (!Files.exists(file)) {
      // Another worker is just forgetting it.
      return;
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = isFree(channel);
      if (taken) {
        found.add(new Abandoned(folder, channel));
      }
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock free = channel.tryLock();
      return free != null;
    } catch (OverlappingFileLockException e) {
      // A worker of this very process holds it.
      return false;
    }
  }

  /** Gives up this worker's folder; attempts left in it are then anybody's to take over. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give back " + own, e);
    }
  }
}
