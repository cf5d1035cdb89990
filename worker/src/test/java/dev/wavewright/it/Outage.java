package dev.wavewright.it;

import dev.wavewright.starter.stack.StackRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A time without Temporal: the server is killed, and its supervisor stands still, so that nobody
 * starts it again before this is closed.
 */
final class Outage implements AutoCloseable {
  private final LiveStack stack;
  private final StackRecord before;
  private boolean over;

  /** Begins at once; the server is dead when this returns. */
  Outage(LiveStack stack) throws Exception {
    this.stack = stack;
    this.before = stack.record();
    long server = before.process("temporal").orElseThrow().pid();
    signal("STOP", supervisor());
    try {
      if (!ProcessHandle.of(server).orElseThrow().destroyForcibly()) {
        throw new AssertionError("the server " + server + " could not be killed");
      }
      Await.until("the death of the server", () -> !runs(server));
    } catch (Exception | AssertionError failure) {
      close();
      throw failure;
    }
  }

  private long supervisor() {
    return before.process("supervisor").orElseThrow().pid();
  }

  /** Lets the supervisor start the server again, and waits until it and the gate answer. */
  void end() throws Exception {
    close();
    Await.until("a server of a later epoch", () -> stack.record().epoch() > before.epoch());
    Await.until("an answer of the gate", () -> !stack.gate().pools().isEmpty());
  }

  /** Lets the supervisor go on. */
  @Override
  public void close() throws IOException, InterruptedException {
    if (!over) {
      over = true;
      signal("CONT", supervisor());
    }
  }

  /** Copies the running server's database as a loss of power would leave it at this moment. */
  static void copyDatabase(Installation installation, long server, Path to) throws Exception {
    signal("STOP", server);
    try {
      Await.until("a server that stands still", () -> state(server) == 'T');
      Files.createDirectories(to);
      for (Path file : database(installation)) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    } finally {
      signal("CONT", server);
    }
  }

  /** Puts what {@link #copyDatabase} copied in the place of the database; no server may run. */
  static void restoreDatabase(Installation installation, Path from) throws IOException {
    List<Path> newer = database(installation);
    for (Path file : newer) {
      Files.delete(file);
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, newer.getFirst().resolveSibling(file.getFileName()));
      }
    }
  }

  /** Returns the database, its log, and the memory that is shared over it. */
  private static List<Path> database(Installation installation) throws IOException {
    List<Path> files =
        LiveFolder.find(
            installation.path("state/wavewright/temporal"),
            file -> file.getFileName().toString().startsWith("temporal.db"));
    if (files.stream().noneMatch(file -> file.endsWith("temporal.db"))) {
      throw new AssertionError("no database: " + files);
    }
    return files;
  }

  private static void signal(String name, long process) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(process)).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -" + name + " " + process + " ended with " + code);
    }
  }

  /** A process that nobody has waited for is dead all the same. */
  static boolean runs(long process) {
    char state = state(process);
    return state != 'Z' && state != 'X';
  }

  private static char state(long process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException gone) {
      return 'X';
    }
  }
}
