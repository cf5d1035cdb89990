package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who listens on a port, by {@code /proc}. */
final class LinuxPorts {
  private static final String LISTENING = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private LinuxPorts() {}

  /** Returns the process that listens on a port of this machine, if its owner lets us see it. */
  static Optional<ProcessControl.Listener> listener(int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields.length > INODE
              && fields[STATE].equals(LISTENING)
              && fields[LOCAL].endsWith(String.format(java.util.Locale.ROOT, ":%04X", port))) {
            sockets.add("socket:[" + fields[INODE] + "]");
          }
        }
      } catch (IOException e) {
        // Without that protocol nobody listens by it.
      }
    }
    return sockets.isEmpty() ? Optional.empty() : owner(sockets);
  }

  private static Optional<ProcessControl.Listener> owner(Set<String> sockets) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, sockets)) {
          return Optional.of(
              new ProcessControl.Listener(
                  Long.parseLong(process.getFileName().toString()),
                  Files.readString(process.resolve("comm")).strip()));
        }
      }
    } catch (IOException e) {
      // It went away while it was looked at.
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
    } catch (IOException e) {
      // Gone meanwhile, or somebody else's.
    }
    return false;
  }
}
