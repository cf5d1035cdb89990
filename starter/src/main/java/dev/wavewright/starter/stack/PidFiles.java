package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One small file per part, beside the stack's file: with it lost or damaged, what still runs is
 * found and ended here, so that no second server ever opens a database in use.
 */
final class PidFiles {
  private static final String SUFFIX = ".pid";

  private PidFiles() {}

  static void write(StackFolders folders, String name, ProcessControl.Started started)
      throws IOException {
    StackFile.writeDurably(
        folders.run().resolve(name + SUFFIX), started.pid() + " " + started.identity() + "\n");
  }

  static void forget(StackFolders folders, String name) {
    try {
      Files.deleteIfExists(folders.run().resolve(name + SUFFIX));
    } catch (IOException e) {
      throw StackFile.unwritable(folders.run().resolve(name + SUFFIX), e);
    }
  }

  /** Ends every part that still lives although no record names it; returns their names. */
  static List<String> endAll(StackFolders folders, ProcessControl processes, Duration grace) {
    List<String> ended = new ArrayList<>();
    for (Path file : files(folders)) {
      String name = file.getFileName().toString().replace(SUFFIX, "");
      try {
        String[] parts = Files.readString(file).strip().split(" ", 2);
        long pid = Long.parseLong(parts[0]);
        if (parts.length == 2 && processes.lives(pid, parts[1])) {
          processes.end(pid, parts[1], grace);
          ended.add(name + " (" + pid + ")");
        }
      } catch (IOException | NumberFormatException e) {
        // A file cut short names no process; its process, if any, cannot be told from another.
        System.err.println("ignoring " + file + ": " + e);
      }
      forget(folders, name);
    }
    return ended;
  }

  private static List<Path> files(StackFolders folders) {
    if (!Files.isDirectory(folders.run())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folders.run())) {
      // The worker first: it drains while the server still answers.
      return files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .sorted(java.util.Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw StackFile.unwritable(folders.run().resolve("any" + SUFFIX), e);
    }
  }
}
