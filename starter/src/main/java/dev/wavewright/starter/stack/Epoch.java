package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The first part of every fencing token. It never goes back: a lost or damaged file counts on from
 * the seconds of the clock, which no counter of starts ever reaches.
 */
final class Epoch {
  private final Path file;
  private final Path databases;

  Epoch(StackFolders folders) {
    this.file = folders.state().resolve("epoch");
    this.databases = TemporalServer.databases(folders);
  }

  /** Raises the epoch; it is on disk when this returns. */
  long raise(Instant now) {
    long next = stored(now) + 1;
    try {
      StackFile.writeDurably(file, Long.toString(next) + "\n");
    } catch (IOException e) {
      throw StackFile.unwritable(file, e);
    }
    return next;
  }

  private long stored(Instant now) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return TemporalServer.written(databases) ? now.getEpochSecond() : 0;
    } catch (IOException | NumberFormatException e) {
      return now.getEpochSecond();
    }
  }
}
