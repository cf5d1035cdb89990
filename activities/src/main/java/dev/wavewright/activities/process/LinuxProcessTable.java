package dev.wavewright.activities.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Reads {@code /proc}. */
public final class LinuxProcessTable implements ProcessTable {
  /** The unit of processor times in {@code /proc}: a hundredth of a second on every Linux port. */
  private static final long MILLIS_PER_TICK = 10;

  private final Path proc = Path.of("/proc");
  private final String boot;

  /** Fails with {@link IllegalStateException} where there is no {@code /proc}. */
  public LinuxProcessTable() {
    try {
      boot = Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read processes: /proc is not there", e);
    }
  }

  @Override
  public boolean isAlive(ProcessIdentity process) {
    return process.boot().equals(boot)
        && stat(process.pid())
            .filter(stat -> !stat.ended())
            .filter(stat -> stat.started == process.started())
            .isPresent();
  }

  @Override
  public List<ProcessReading> read(String marker) {
    byte[] entry = (MARKER + "=" + marker).getBytes(StandardCharsets.UTF_8);
    return readAll(
        (folder, stat) ->
            Optional.of(
                new ProcessReading(
                    new ProcessIdentity(stat.pid, stat.started, boot),
                    stat.parent,
                    stat.group,
                    stat.session,
                    stat.ticks * MILLIS_PER_TICK,
                    bytes(folder),
                    hasEntry(folder, entry))));
  }

  @Override
  public List<ProcessIdentity> inSession(long session) {
    return readAll(
        (folder, stat) ->
            stat.session == session
                ? Optional.of(new ProcessIdentity(stat.pid, stat.started, boot))
                : Optional.empty());
  }

  private <T> List<T> readAll(BiFunction<Path, Stat, Optional<T>> reading) {
    Set<Long> ours = selfAndAncestors();
    List<T> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
      Object user = Files.getAttribute(proc.resolve("self"), "unix:uid");
      for (Path folder : folders) {
        long pid = Long.parseLong(folder.getFileName().toString());
        if (!ours.contains(pid) && isOf(folder, user)) {
          stat(pid)
              .filter(stat -> !stat.ended())
              .flatMap(stat -> reading.apply(folder, stat))
              .ifPresent(found::add);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalStateException("cannot read processes", e);
    }
    return found;
  }

  private static boolean isOf(Path folder, Object user) {
    try {
      return Files.getAttribute(folder, "unix:uid").equals(user);
    } catch (IOException gone) {
      return false;
    }
  }

  @Override
  public void end(ProcessIdentity process, boolean force) {
    // The handle remembers the start time and refuses a successor with the same number; our own
    // look comes after it was taken.
    Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
    if (handle.isPresent() && isAlive(process)) {
      if (force) {
        handle.get().destroyForcibly();
      } else {
        handle.get().destroy();
      }
    }
  }

  private Optional<Stat> stat(long pid) {
    try {
      return Optional.of(
          Stat.parse(
              Files.readString(
                  proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long bytes(Path folder) {
    try {
      return Files.readAllLines(folder.resolve("io"), StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith("rchar:") || line.startsWith("wchar:"))
          .mapToLong(line -> Long.parseLong(line.substring(6).strip()))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static boolean hasEntry(Path folder, byte[] entry) {
    byte[] environment;
    try {
      environment = Files.readAllBytes(folder.resolve("environ"));
    } catch (IOException e) {
      return false;
    }
    int start = 0;
    for (int end = 0; end <= environment.length; end++) {
      if (end == environment.length || environment[end] == 0) {
        if (Arrays.equals(environment, start, end, entry, 0, entry.length)) {
          return true;
        }
        start = end + 1;
      }
    }
    return false;
  }

  private static Set<Long> selfAndAncestors() {
    Set<Long> pids = new HashSet<>();
    for (Optional<ProcessHandle> handle = Optional.of(ProcessHandle.current());
        handle.isPresent() && pids.add(handle.get().pid()); ) {
      handle = handle.get().parent();
    }
    return pids;
  }

  /** The fields of {@code /proc/<pid>/stat} that are used here. */
  private record Stat(
      long pid, char state, long parent, long group, long session, long ticks, long started) {
    static Stat parse(String line) {
      // The command's name may hold spaces and brackets; what follows the last bracket does not.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
      long ticks = 0;
      for (int field = 11; field <= 14; field++) {
        ticks += Long.parseLong(fields[field]);
      }
      return new Stat(
          Long.parseLong(line.substring(0, line.indexOf(' '))),
          fields[0].charAt(0),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[2]),
          Long.parseLong(fields[3]),
          ticks,
          Long.parseLong(fields[19]));
    }

    boolean ended() {
      return state == 'Z' || state == 'X' || state == 'x';
    }
  }
}
