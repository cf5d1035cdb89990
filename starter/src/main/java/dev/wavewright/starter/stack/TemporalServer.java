package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** The embedded server: its command line and its database. */
public final class TemporalServer {
  /**
   * Settings that differ from the server's defaults. Measured: a slot turns over in 58 ms instead
   * of 261 ms; nothing else mattered.
   */
  public static final SequencedMap<String, String> DYNAMIC_CONFIGURATION = dynamicConfiguration();

  private TemporalServer() {}

  private static SequencedMap<String, String> dynamicConfiguration() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("history.transferProcessorMaxPollRPS", "1000");
    settings.put("history.timerProcessorMaxPollRPS", "1000");
    return java.util.Collections.unmodifiableSequencedMap(settings);
  }

  /** Returns the command that runs the server on loopback with a durable database. */
  public static List<String> command(
      TemporalBinary binary, StackFolders folders, int port, int uiPort) {
    List<String> command =
        new ArrayList<>(
            List.of(
                binary.path().toString(),
                "server",
                "start-dev",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--ui-port",
                Integer.toString(uiPort),
                "--db-filename",
                database(folders, binary.serverVersion()).toString(),
                "--sqlite-pragma",
                "journal_mode=wal",
                "--sqlite-pragma",
                "synchronous=full",
                "--log-level",
                "error"));
    for (Map.Entry<String, String> setting : DYNAMIC_CONFIGURATION.entrySet()) {
      command.add("--dynamic-config-value");
      command.add(setting.getKey() + "=" + setting.getValue());
    }
    return List.copyOf(command);
  }

  static Path databases(StackFolders folders) {
    return folders.state().resolve("temporal");
  }

  static Path database(StackFolders folders, String serverVersion) {
    return databases(folders).resolve(serverVersion).resolve("temporal.db");
  }

  /** Says that a database cannot be used, and how to begin anew beside it. */
  static StackException unusable(StackFolders folders, String fault) {
    return new StackException(
        StackException.UNREACHABLE,
        fault + "; to begin anew move it aside",
        "wavewright down && mv '"
            + databases(folders)
            + "' '"
            + folders.state().resolve("temporal.broken")
            + "' && wavewright up");
  }

  /** Tells whether any server has ever written a database here. */
  static boolean written(Path databases) {
    if (!Files.isDirectory(databases)) {
      return false;
    }
    try (Stream<Path> versions = Files.list(databases)) {
      return versions.anyMatch(folder -> Files.exists(folder.resolve("temporal.db")));
    } catch (IOException e) {
      throw StackFile.unwritable(databases, e);
    }
  }

  /**
   * Makes sure that this server may open the stack's database.
   *
   * @throws StackException (6) if another server's version wrote it
   */
  static void requireSameVersion(TemporalBinary binary, StackFolders folders) {
    Path own = database(folders, binary.serverVersion());
    try {
      Files.createDirectories(own.getParent());
    } catch (IOException e) {
      throw StackFile.unwritable(own, e);
    }
    try (Stream<Path> versions = Files.list(databases(folders))) {
      List<Path> others =
          versions
              .filter(folder -> Files.exists(folder.resolve("temporal.db")))
              .filter(folder -> !folder.equals(own.getParent()))
              .sorted()
              .toList();
      if (!others.isEmpty() && !Files.exists(own)) {
        Path other = others.getLast();
        throw new StackException(
            StackException.CONFLICT,
            "the database was written by Temporal server "
                + other.getFileName()
                + ", but "
                + binary.path()
                + " is server "
                + binary.serverVersion()
                + "; to keep its history put Temporal "
                + other.getFileName()
                + " first on PATH, to begin anew move it aside",
            "mv '"
                + other
                + "' '"
                + folders.state().resolve("temporal-" + other.getFileName() + ".kept")
                + "' && wavewright up");
      }
    } catch (IOException e) {
      throw StackFile.unwritable(own, e);
    }
  }
}
