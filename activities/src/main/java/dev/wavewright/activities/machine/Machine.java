package dev.wavewright.activities.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what this machine has, from a few small files of Linux: of the control groups this process
 * is in (version 1 or 2) where they set a limit, else of the whole machine.
 */
public final class Machine {
  private final Path proc;
  private final Path groups;

  /**
   * @param proc {@code /proc}
   * @param groups where control groups are mounted, {@code /sys/fs/cgroup}
   */
  public Machine(Path proc, Path groups) {
    this.proc = proc;
    this.groups = groups;
  }

  /** Returns the machine this runs on. */
  public static Machine here() {
    return new Machine(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
  }

  /** A control group with a limit of memory. */
  private record Limit(long bytes, long used) {}

  /**
   * Reads once; cheap enough for every second.
   *
   * @throws IOException if not even the machine's memory can be read
   */
  public MachineReading read() throws IOException {
    Map<String, Long> info = numbers(proc.resolve("meminfo"));
    Long total = info.get("MemTotal:");
    Long free = info.get("MemAvailable:");
    if (total == null || free == null) {
      throw new IOException("no MemTotal and MemAvailable in " + proc.resolve("meminfo"));
    }
    long memory = total * 1_024;
    long available = free * 1_024;
    Optional<Path> unified = folder("", unified());
    Optional<Path> old = folder("memory", groups.resolve("memory"));
    List<Limit> limits = new ArrayList<>();
    unified.ifPresent(at -> limits(at, unified(), "memory.max", "memory.current", "", limits));
    old.ifPresent(
        at ->
            limits(
                at,
                groups.resolve("memory"),
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                "total_",
                limits));
    for (Limit limit : limits) {
      if (limit.bytes() < memory) {
        memory = limit.bytes();
      }
      available = Math.min(available, Math.max(0, limit.bytes() - limit.used()));
    }
    return new MachineReading(memory, available, stall("cpu", unified), stall("memory", unified));
  }

  private Path unified() {
    Path beside = groups.resolve("unified");
    return Files.isDirectory(beside) ? beside : groups;
  }

  /** Returns this process's control group below a mount, or the mount where it is not seen. */
  private Optional<Path> folder(String controller, Path mount) {
    try {
      for (String line : Files.readAllLines(proc.resolve("self/cgroup"))) {
        String[] parts = line.split(":", 3);
        boolean ours =
            parts.length == 3
                && (controller.isEmpty()
                    ? parts[1].isEmpty()
                    : List.of(parts[1].split(",", -1)).contains(controller));
        if (ours && Files.isDirectory(mount)) {
          Path below = mount.resolve(parts[2].replaceFirst("^/+", "")).normalize();
          return Optional.of(below.startsWith(mount) && Files.isDirectory(below) ? below : mount);
        }
      }
    } catch (IOException e) {
      // A kernel without control groups.
    }
    return Optional.empty();
  }

  /** A limit of any group above binds too. Page cache that can be given back counts as free. */
  private static void limits(
      Path from, Path mount, String most, String used, String prefix, List<Limit> found) {
    for (Path at = from; at != null && at.startsWith(mount); at = at.getParent()) {
      Long limit = number(at.resolve(most));
      Long usage = number(at.resolve(used));
      if (limit == null || usage == null || limit > Long.MAX_VALUE / 2) {
        continue;
      }
      Map<String, Long> parts = numbers(at.resolve("memory.stat"));
      long cache =
          parts.getOrDefault(prefix + "inactive_file", 0L)
              + parts.getOrDefault(prefix + "active_file", 0L);
      found.add(new Limit(limit, Math.max(0, usage - cache)));
    }
  }

  private @Nullable Double stall(String what, Optional<Path> group) {
    List<Path> files = new ArrayList<>();
    group.ifPresent(at -> files.add(at.resolve(what + ".pressure")));
    files.add(proc.resolve("pressure").resolve(what));
    for (Path file : files) {
      try {
        for (String line : Files.readAllLines(file)) {
          for (String word : line.split(" ", -1)) {
            if (line.startsWith("some ") && word.startsWith("avg10=")) {
              return Double.valueOf(word.substring("avg10=".length()));
            }
          }
        }
      } catch (IOException | NumberFormatException e) {
        // Not there, or switched off: the next file.
      }
    }
    return null;
  }

  private static @Nullable Long number(Path file) {
    try {
      return Long.valueOf(Files.readString(file).strip());
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  private static Map<String, Long> numbers(Path file) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length >= 2 && words[1].matches("[0-9]{1,18}")) {
          numbers.put(words[0], Long.valueOf(words[1]));
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return numbers;
  }
}
