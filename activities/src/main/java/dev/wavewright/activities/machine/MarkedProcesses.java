package dev.wavewright.activities.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Memory and processor time of all processes that have a text in their environment. */
public final class MarkedProcesses {
  private static final long MILLIS_PER_TICK = 10;

  private final Path proc;
  private final String mark;
  private final Map<String, Long> cpu = new TreeMap<>();
  private long peak;
  private boolean proportional = true;

  /**
   * @param proc {@code /proc}
   * @param mark the beginning of an entry of the environment, for example {@code NAME=value}
   */
  public MarkedProcesses(Path proc, String mark) {
    this.proc = proc;
    this.mark = mark;
  }

  /** Looks once; returns the bytes that all of them use now. */
  public long look() {
    long bytes = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path folder : folders) {
        if (isMarked(folder)) {
          bytes += bytes(folder);
          noteCpu(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The next look sees it.
    }
    peak = Math.max(peak, bytes);
    return bytes;
  }

  /** Returns the most that was seen at one look. */
  public long peakBytes() {
    return peak;
  }

  /** Tells whether shared pages were counted once in all looks. */
  public boolean proportional() {
    return proportional;
  }

  /** Returns the processor time of every process that was ever seen. */
  public long cpuMillis() {
    return cpu.values().stream().mapToLong(Long::longValue).sum();
  }

  private boolean isMarked(Path folder) {
    try {
      String environment =
          new String(Files.readAllBytes(folder.resolve("environ")), StandardCharsets.ISO_8859_1);
      return environment.startsWith(mark) || environment.contains("\0" + mark);
    } catch (IOException gone) {
      return false;
    }
  }

  private long bytes(Path folder) {
    long share = kibibytes(folder.resolve("smaps_rollup"), "Pss:");
    if (share >= 0) {
      return share;
    }
    long resident = kibibytes(folder.resolve("status"), "VmRSS:");
    proportional &= resident <= 0;
    return Math.max(0, resident);
  }

  private static long kibibytes(Path file, String key) {
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(key)) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
    return -1;
  }

  /** A process that has ended keeps the time at which it was last seen. */
  private void noteCpu(Path folder) {
    try {
      String line = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      cpu.merge(folder.getFileName() + "@" + fields[19], ticks * MILLIS_PER_TICK, Math::max);
    } catch (IOException | RuntimeException gone) {
      // It ended while it was looked at.
    }
  }
}
