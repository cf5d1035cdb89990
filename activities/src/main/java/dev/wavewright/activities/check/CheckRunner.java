package dev.wavewright.activities.check;

import dev.wavewright.activities.check.CheckResult.Verdict;
import dev.wavewright.activities.process.LogTail;
import dev.wavewright.activities.process.ManagedProcess;
import dev.wavewright.activities.process.ProcessLaunch;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.Pulse;
import dev.wavewright.activities.process.Pulses;
import dev.wavewright.activities.process.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs check and set-up commands. A command that an earlier call with the same record folder left
 * running is ended first: checks are repeated, never adopted.
 */
public final class CheckRunner {
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(10);

  /** Shells and launchers say so when what they were to run was not found or not executable. */
  private static final List<Integer> NOT_RUN = List.of(126, 127);

  /**
   * 128 + HUP, INT, KILL, TERM: someone else, or the kernel for want of memory, ended it. What dies
   * of a signal of its own making, such as a crash of the tested program, is red.
   */
  private static final List<Integer> ENDED_BY_OTHERS = List.of(129, 130, 137, 143);

  private final ProcessStarter starter;

  public CheckRunner(ProcessStarter starter) {
    this.starter = starter;
  }

  /**
   * Runs {@code command} to its end, or ends its whole process tree at its limit.
   *
   * @param progress told at once and then at least every five seconds; what it throws ends the
   *     check and is thrown on
   * @throws IOException if its record cannot be written
   */
  public CheckResult run(CheckCommand command, Pulse progress)
      throws IOException, InterruptedException {
    Pulse pulse = Pulses.every(Pulses.PROGRESS, progress);
    pulse.beat();
    ManagedProcess earlier = starter.find(command.record(), command.marker());
    end(command.record(), command.marker(), pulse);
    ManagedProcess process;
    long start = System.nanoTime();
    try {
      process = starter.start(launch(command), command.start(), pulse);
    } catch (IOException e) {
      return new CheckResult(
          Verdict.NO_VERDICT, null, earlier.output(), "", "the check never started: " + e);
    }
    boolean ended = false;
    boolean gone = false;
    try {
      Duration left = command.timeout().minusNanos(System.nanoTime() - start);
      ended = Waiting.until(left, () -> process.state() != ManagedProcess.State.RUNNING, pulse);
    } finally {
      gone = process.end(ended ? Duration.ZERO : GRACE, GONE_WITHIN, ended ? pulse : () -> {});
    }
    CheckResult result = judge(command, process, ended);
    return gone
        ? result
        : new CheckResult(
            Verdict.NO_VERDICT,
            result.exitCode(),
            result.log(),
            result.logTail(),
            "processes of the check could not be ended");
  }

  /**
   * Ends what an earlier call left running, with its whole process tree, and forgets its record.
   */
  public void end(Path record, String marker, Pulse progress)
      throws IOException, InterruptedException {
    if (Files.exists(record)) {
      starter.find(record, marker).end(Duration.ZERO, GONE_WITHIN, progress);
      delete(record);
    }
  }

  private static CheckResult judge(CheckCommand command, ManagedProcess process, boolean ended)
      throws IOException {
    OptionalInt exit = process.exitCode();
    String tail = LogTail.of(process.outputBeyondLimit(), process.output());
    String program = command.argv().getFirst();
    if (!ended) {
      return none(
          process,
          null,
          tail,
          "the check did not end within " + command.timeout().toSeconds() + " s");
    }
    if (process.state() == ManagedProcess.State.NEVER_STARTED) {
      return none(process, null, tail, "the check never started: cannot run '" + program + "'");
    }
    if (exit.isEmpty()) {
      return none(process, null, tail, "the check was ended from outside");
    }
    int code = exit.getAsInt();
    if (code == 0) {
      return new CheckResult(Verdict.GREEN, 0, process.output(), tail, "");
    }
    if (NOT_RUN.contains(code)) {
      return none(
          process, code, tail, "the check never started: '" + program + "' exited with " + code);
    }
    if (ENDED_BY_OTHERS.contains(code)) {
      return none(process, code, tail, "the check was ended by signal " + (code - 128));
    }
    return new CheckResult(
        Verdict.RED, code, process.output(), tail, "the check exited with " + code);
  }

  private static CheckResult none(
      ManagedProcess process, @Nullable Integer code, String tail, String message) {
    return new CheckResult(Verdict.NO_VERDICT, code, process.output(), tail, message);
  }

  private static ProcessLaunch launch(CheckCommand command) {
    return new ProcessLaunch(
        command.record(),
        command.argv(),
        command.folder(),
        command.environment(),
        null,
        command.marker(),
        ProcessLaunch.OUTPUT_LIMIT,
        false);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
