package dev.wavewright.activities.usage;

import dev.wavewright.activities.process.LogTail;
import dev.wavewright.activities.process.ManagedProcess;
import dev.wavewright.activities.process.ProcessLaunch;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.Pulse;
import dev.wavewright.activities.process.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Runs a usage command to its end and keeps what it prints. Nothing of it is left afterwards. */
public final class UsageProgram {
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(10);
  private static final int MOST_OUTPUT = 64 << 10;

  private final ProcessStarter starter;
  private final Duration longest;

  /**
   * @param longest a run may take
   */
  public UsageProgram(ProcessStarter starter, Duration longest) {
    this.starter = starter;
    this.longest = longest;
  }

  /** What came of a run. */
  public sealed interface Ended {}

  /** It ended well. */
  public record Printed(String output) implements Ended {}

  /**
   * It did not.
   *
   * @param why in words, with what it said last; empty for nobody
   */
  public record Failed(String why) implements Ended {}

  /**
   * Runs it. What an earlier call left running in {@code record} is ended first.
   *
   * @param record folder of this program alone; it is gone afterwards
   * @param environment the whole environment
   * @throws IOException if the record cannot be written
   */
  public Ended run(
      Path record, List<String> argv, Path folder, Map<String, String> environment, Pulse pulse)
      throws IOException, InterruptedException {
    String marker = "usage-command." + record.getFileName();
    if (Files.exists(record)) {
      starter.find(record, marker).end(Duration.ZERO, GONE_WITHIN, pulse);
      delete(record);
    }
    if (!Files.isDirectory(folder)) {
      return new Failed("its folder " + folder + " is not there");
    }
    ManagedProcess process =
        starter.start(
            new ProcessLaunch(record, argv, folder, environment, null, marker, MOST_OUTPUT, true),
            START,
            pulse);
    boolean ended = false;
    try {
      ended = Waiting.until(longest, () -> process.state() != ManagedProcess.State.RUNNING, pulse);
    } finally {
      process.end(ended ? Duration.ZERO : GRACE, GONE_WITHIN, ended ? pulse : () -> {});
    }
    Ended how = how(process, ended, argv.getFirst());
    delete(record);
    return how;
  }

  private Ended how(ManagedProcess process, boolean ended, String program) throws IOException {
    if (!ended) {
      return new Failed("it did not end within " + longest.toSeconds() + " s");
    }
    OptionalInt exit = process.exitCode();
    if (process.state() == ManagedProcess.State.NEVER_STARTED) {
      return new Failed("cannot run '" + program + "'");
    }
    if (exit.isEmpty()) {
      return new Failed("it was ended from outside");
    }
    if (exit.getAsInt() != 0) {
      String said = LogTail.of(process.errorsBeyondLimit(), process.errors()).strip();
      String last = said.substring(said.lastIndexOf('\n') + 1);
      return new Failed("it exited with " + exit.getAsInt() + (last.isEmpty() ? "" : ": " + last));
    }
    Path beyond = process.outputBeyondLimit();
    return Files.exists(beyond) && Files.size(beyond) > 0
        ? new Failed("it printed more than " + MOST_OUTPUT / 1024 + " KiB")
        : new Printed(new String(Files.readAllBytes(process.output()), StandardCharsets.UTF_8));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
