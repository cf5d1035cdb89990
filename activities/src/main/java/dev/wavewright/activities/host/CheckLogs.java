package dev.wavewright.activities.host;

import dev.wavewright.activities.check.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The logs of a session's checks, which outlive the checkouts: one folder for each check, numbered
 * from 1, with its output and its verdict in words. Only the newest are kept.
 *
 * @param session absolute folder of the session
 */
record CheckLogs(Path session) {
  static final String OUTPUT = "output.log";
  static final String TAIL = "output.tail";
  static final String VERDICT = "verdict";

  private static final int KEPT = 10;

  Path folder() {
    return session.resolve("checks");
  }

  /** Moves the log of a check here, and says in its message where it lies unless it was green. */
  CheckResult keep(CheckResult result) throws IOException {
    List<Path> earlier = SessionLogs.numbered(folder());
    int number = earlier.isEmpty() ? 1 : SessionLogs.number(earlier.getLast()) + 1;
    Path kept = Files.createDirectories(folder().resolve(Integer.toString(number)));
    move(result.log(), kept.resolve(OUTPUT));
    move(result.log().resolveSibling(TAIL), kept.resolve(TAIL));
    boolean green = result.verdict() == CheckResult.Verdict.GREEN;
    Files.writeString(kept.resolve(VERDICT), green ? "the check passed" : result.message());
    for (Path old : earlier.subList(0, Math.max(0, earlier.size() - KEPT + 1))) {
      for (String file : List.of(OUTPUT, TAIL, VERDICT)) {
        Files.deleteIfExists(old.resolve(file));
      }
      Files.deleteIfExists(old);
    }
    Path log = kept.resolve(OUTPUT);
    return new CheckResult(
        result.verdict(),
        result.exitCode(),
        log,
        result.logTail(),
        green || !Files.exists(log) ? result.message() : result.message() + "; log: " + log);
  }

  private static void move(Path from, Path to) throws IOException {
    if (Files.isRegularFile(from)) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
