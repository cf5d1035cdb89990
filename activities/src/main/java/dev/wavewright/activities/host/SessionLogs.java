package dev.wavewright.activities.host;

import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostQuestion.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the agents and the checks of a session printed.
 *
 * @param session absolute folder of the session
 * @param room where a check of it runs while it runs
 */
record SessionLogs(Path session, Path room) {
  /**
   * One of them.
   *
   * @param last when it last printed
   */
  private record Log(String title, FileTime last, List<Path> files) {}

  /** Returns the end of what was printed, each log under a title of its own. */
  HostAnswer answer(Subject subject, int mostBytes) throws IOException {
    List<Log> logs = new ArrayList<>();
    if (subject != Subject.CHECK_LOG) {
      logs.addAll(agents());
    }
    @Nullable String note = null;
    if (subject != Subject.AGENT_LOG) {
      List<Log> checks = checks();
      logs.addAll(checks);
      logs.addAll(running());
      note =
          checks.isEmpty() ? null : "newest log of a check: " + checks.getLast().files().getFirst();
    }
    // Each ends before the next begins: a session does one thing at a time.
    logs.sort(Comparator.comparing(Log::last));
    StringBuilder text = new StringBuilder();
    boolean cut = false;
    for (Log log : logs) {
      text.append("== ").append(log.title()).append('\n');
      for (Path file : log.files()) {
        Tail tail = Tail.of(file, mostBytes);
        cut |= tail.cut();
        text.append(tail.text());
      }
      if (text.charAt(text.length() - 1) != '\n') {
        text.append('\n');
      }
    }
    Tail shown = Tail.of(text.toString(), mostBytes);
    return new HostAnswer(shown.text(), cut || shown.cut(), List.of(), note);
  }

  private List<Log> agents() throws IOException {
    List<Log> logs = new ArrayList<>();
    for (Path turn : numbered(session.resolve("turns"))) {
      List<Path> files;
      try (Stream<Path> found = Files.walk(turn, 2)) {
        files =
            found
                .filter(file -> file.getFileName().toString().equals(CheckLogs.OUTPUT))
                .sorted()
                .toList();
      }
      if (!files.isEmpty()) {
        logs.add(new Log("turn " + turn.getFileName(), modified(files.getLast()), files));
      }
    }
    return logs;
  }

  private List<Log> checks() throws IOException {
    List<Log> logs = new ArrayList<>();
    for (Path check : numbered(new CheckLogs(session).folder())) {
      Path verdict = check.resolve(CheckLogs.VERDICT);
      if (Files.exists(verdict)) {
        logs.add(
            new Log(
                "check " + check.getFileName() + ": " + Files.readString(verdict),
                modified(verdict),
                List.of(check.resolve(CheckLogs.OUTPUT), check.resolve(CheckLogs.TAIL))));
      }
    }
    return logs;
  }

  private List<Log> running() {
    List<Log> logs = new ArrayList<>();
    for (String part : List.of(CheckRoom.SET_UP, CheckRoom.CHECK)) {
      Path output = room.resolve(part).resolve(CheckLogs.OUTPUT);
      if (Files.exists(output)) {
        logs.add(new Log(part + ", under way", modified(output), List.of(output)));
      }
    }
    return logs;
  }

  /** Last of all if it is gone meanwhile: it was printed to until just now. */
  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(Long.MAX_VALUE);
    }
  }

  static int number(Path folder) {
    return Integer.parseInt(String.valueOf(folder.getFileName()));
  }

  /** Returns the folders that are named by a number, in the order of their numbers. */
  static List<Path> numbered(Path parent) throws IOException {
    try (Stream<Path> found = Files.list(parent)) {
      return found
          .filter(folder -> String.valueOf(folder.getFileName()).matches("[0-9]{1,9}"))
          .filter(Files::isDirectory)
          .sorted(Comparator.comparingInt(SessionLogs::number))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
