package dev.wavewright.activities.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Reads what a running git says, within bounds, and ends it with all that it started. */
final class GitProcess {
  /** From asking git to end until it is forced to. */
  private static final Duration ASKED = Duration.ofSeconds(2);

  private static final int COMPLAINT = 8 << 10;

  private GitProcess() {}

  /** Reads into {@code into} up to {@code limit} bytes; tells whether there was more. */
  static boolean drain(InputStream from, ByteArrayOutputStream into, int limit) {
    byte[] buffer = new byte[1 << 14];
    try (from) {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        int room = limit - into.size();
        into.write(buffer, 0, Math.min(room, count));
        if (count > room) {
          return true;
        }
      }
      return false;
    } catch (IOException closed) {
      return false;
    }
  }

  /** Reads everything, and keeps the beginning of it. */
  static void drainAll(InputStream from, ByteArrayOutputStream into) {
    byte[] buffer = new byte[1 << 12];
    try (from) {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        into.write(buffer, 0, Math.max(0, Math.min(COMPLAINT - into.size(), count)));
      }
    } catch (IOException closed) {
      // What was read until then is the complaint.
    }
  }

  /** Ends a process and its descendants, unless it has ended. */
  static void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> tree =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    // Asked first: git then removes the lock files that it made.
    tree.forEach(ProcessHandle::destroy);
    boolean interrupted = Thread.interrupted();
    try {
      CompletableFuture.allOf(
              tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .get(ASKED.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException again) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException notYet) {
      // It is forced to below.
    }
    tree.forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
