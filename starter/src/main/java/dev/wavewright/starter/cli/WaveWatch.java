package dev.wavewright.starter.cli;

import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.WaveId;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows a wave until nothing happens any more without a person. */
final class WaveWatch {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /**
   * What a wave shows at GitHub is written a second apart, so that the last of it comes after the
   * last landing. It is waited for, but not for ever: it goes on without anybody watching.
   */
  private static final Duration PATIENCE_FOR_WRITES = Duration.ofMinutes(2);

  /** A part of the stack that died is started again in less. */
  private static final Duration PATIENCE_FOR_ANSWERS = Duration.ofMinutes(2);

  private final CliContext context;
  private final CommandOutput output;
  private final Waves waves;
  private final Duration patienceForWrites;

  WaveWatch(CliContext context, CommandOutput output, Waves waves) {
    this(context, output, waves, PATIENCE_FOR_WRITES);
  }

  /**
   * @param patienceForWrites how long an ended wave's writes are waited for
   */
  WaveWatch(CliContext context, CommandOutput output, Waves waves, Duration patienceForWrites) {
    this.context = context;
    this.output = output;
    this.waves = waves;
    this.patienceForWrites = patienceForWrites;
  }

  /**
   * Draws live on a terminal; elsewhere a block of lines, or one JSON object, per change, and a
   * line for each change of what is left to be written.
   */
  ExitCode follow(WaveId wave, @Nullable ProjectSettings project) throws InterruptedException {
    try (Detach detach = Detach.with(context, "wavewright wave watch " + wave.name())) {
      @Nullable WaveView before = null;
      int drawn = 0;
      long patience = patienceForWrites.dividedBy(PERIOD);
      while (true) {
        WaveView now = look(wave, project);
        if (!now.equals(before)) {
          output.data(now);
          List<String> lines = WaveScreen.lines(now, output);
          if (output.animated()) {
            List<String> frame = TerminalSize.now().map(size -> frame(now, size)).orElse(lines);
            output.redraw(drawn, frame);
            drawn = frame.size();
          } else if (before == null || !now.withoutProgress().equals(before.withoutProgress())) {
            lines.forEach(output::line);
          } else {
            WaveScreen.writing(now).ifPresent(output::line);
          }
          before = now;
        }
        if (now.settled() && !(now.writing() && patience-- > 0)) {
          if (output.animated()) {
            output.redraw(drawn, List.of());
            WaveScreen.lines(now, output).forEach(output::line);
          }
          if (now.writing()) {
            output.line("  writing to GitHub goes on by itself");
          }
          return now.allDone() ? ExitCode.DONE : ExitCode.NOT_ALL_DONE;
        }
        Thread.sleep(PERIOD);
      }
    }
  }

  /** What has scrolled out of a terminal cannot be drawn over; its last row is the cursor's. */
  private List<String> frame(WaveView wave, TerminalSize size) {
    return WaveScreen.fitting(wave, output, size.rows() - 1).stream().map(size::cut).toList();
  }

  /** Looks until there is an answer; what keeps failing, or will not pass, is thrown. */
  private WaveView look(WaveId wave, @Nullable ProjectSettings project)
      throws InterruptedException {
    long began = System.nanoTime();
    boolean told = false;
    while (true) {
      try {
        return waves.view(wave, project, true);
      } catch (WorkflowException | StatusRuntimeException failure) {
        CliProblem problem = TemporalProblems.of(failure);
        if (problem.exitCode() != ExitCode.UNREACHABLE
            || System.nanoTime() - began > PATIENCE_FOR_ANSWERS.toNanos()) {
          throw problem;
        }
        if (!told) {
          output.note("no answer (" + problem.why() + "); looking again");
          told = true;
        }
        Thread.sleep(PERIOD);
      }
    }
  }
}
