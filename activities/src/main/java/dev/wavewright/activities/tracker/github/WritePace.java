package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.process.AtomicFiles;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the writes of one token apart, as GitHub asks: one begins a second after the answer to the
 * one before, whatever that answer was, so that they arrive a second apart however long each is on
 * its way. One object serves a process; the processes of a host meet in a folder.
 */
final class WritePace {
  /** What GitHub asks for, and a little for clocks that do not run alike. */
  static final Duration DISTANCE = Duration.ofMillis(1_050);

  /** Whoever would have to wait longer for others comes again later. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(50);

  private final Clock clock;
  private final Sleeper sleeper;
  private final @Nullable Path folder;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

  /**
   * @param folder that all worker processes of the host use; null if there is but this one
   * @param sleeper waits until {@code clock} has moved on
   */
  WritePace(Clock clock, Sleeper sleeper, @Nullable Path folder) {
    this.clock = clock;
    this.sleeper = sleeper;
    this.folder = folder;
  }

  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration wait) throws InterruptedException;
  }

  /** The right to write; it ends when the write's answer is there, or when there will be none. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** One token's writes within this process. */
  private static final class Lane {
    final Semaphore turn = new Semaphore(1, true);
    volatile Instant last = Instant.MIN;
  }

  /**
   * Returns when the token may write, after a wait of some seconds at most. Nobody else of this
   * host writes with it until the turn is closed.
   *
   * @throws TrackerUnavailable if too many others write
   */
  Turn take(TokenUser user) throws InterruptedException {
    Lane lane = lanes.computeIfAbsent(user.identity(), each -> new Lane());
    if (!lane.turn.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw tooMany();
    }
    @Nullable FileChannel channel = null;
    boolean taken = false;
    try {
      channel = alone(user);
      @Nullable Path note = note(user);
      await(lane, note);
      // Who dies while writing leaves the begin; its end nobody will tell.
      wrote(lane, note);
      taken = true;
      FileChannel held = channel;
      return () -> {
        try {
          wrote(lane, note);
        } finally {
          close(held);
          lane.turn.release();
        }
      };
    } finally {
      if (!taken) {
        close(channel);
        lane.turn.release();
      }
    }
  }

  private static TrackerUnavailable tooMany() {
    return new TrackerUnavailable("others write to GitHub at the same time", LONGEST_WAIT);
  }

  private void await(Lane lane, @Nullable Path note) throws InterruptedException {
    for (Duration left = left(lane, note); left.isPositive(); left = left(lane, note)) {
      sleeper.sleep(left);
    }
  }

  private Duration left(Lane lane, @Nullable Path note) {
    Instant told = told(note);
    Instant last = told.isAfter(lane.last) ? told : lane.last;
    Instant now = clock.instant();
    if (last.isAfter(now)) {
      // The clock was set back; it must not stop writing for as long.
      wrote(lane, note);
      return DISTANCE;
    }
    return last.equals(Instant.MIN) ? Duration.ZERO : DISTANCE.minus(Duration.between(last, now));
  }

  private void wrote(Lane lane, @Nullable Path note) {
    Instant now = clock.instant();
    lane.last = now;
    if (note != null) {
      try {
        AtomicFiles.write(note, Long.toString(now.toEpochMilli()));
      } catch (IOException e) {
        // This process knows it; others write sooner, which GitHub answers with a limit at worst.
      }
    }
  }

  private static Instant told(@Nullable Path note) {
    try {
      return note == null
          ? Instant.MIN
          : Instant.ofEpochMilli(Long.parseLong(Files.readString(note).strip()));
    } catch (IOException | NumberFormatException nothing) {
      return Instant.MIN;
    }
  }

  private @Nullable Path note(TokenUser user) {
    return folder == null ? null : folder.resolve(user.name() + ".written");
  }

  /** Returns once no other process writes with this token, and none can begin to. */
  private @Nullable FileChannel alone(TokenUser user) throws InterruptedException {
    if (folder == null) {
      return null;
    }
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(user.name() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      boolean locked = false;
      try {
        locked = lock(channel);
      } finally {
        if (!locked) {
          close(channel);
        }
      }
      if (!locked) {
        throw tooMany();
      }
      return channel;
    } catch (IOException e) {
      throw new TrackerUnavailable(
          "the lock of GitHub's writes in " + folder + " cannot be taken: " + e, LONGEST_WAIT);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (true) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return true;
        }
      } catch (OverlappingFileLockException heldByThisProcess) {
        // Another object of this process has it.
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(LOOK);
    }
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Closing gives the lock back in any case.
    }
  }
}
