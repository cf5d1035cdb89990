package dev.wavewright.starter.cli;

import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.WaveId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows a wave until nothing happens any more without a person. */
final class WaveWatch {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** A hand-off is made some seconds after the last landing; a slow tracker is not waited for. */
  private static final int LOOKS_FOR_HAND_OFF = 30;

  private final CliContext context;
  private final CommandOutput output;
  private final Waves waves;

  WaveWatch(CliContext context, CommandOutput output, Waves waves) {
    this.context = context;
    this.output = output;
    this.waves = waves;
  }

  /** Draws live on a terminal; elsewhere a block of lines, or one JSON object, per change. */
  ExitCode follow(WaveId wave, @Nullable ProjectSettings project) throws InterruptedException {
    try (Detach detach = Detach.with(context, "wavewright wave watch " + wave.name())) {
      @Nullable WaveView before = null;
      int drawn = 0;
      int patience = LOOKS_FOR_HAND_OFF;
      while (true) {
        WaveView now = waves.view(wave, project, true);
        if (!now.equals(before)) {
          output.data(now);
          List<String> lines = WaveScreen.lines(now, output);
          if (output.animated()) {
            output.redraw(drawn, lines);
            drawn = lines.size();
          } else {
            lines.forEach(output::line);
          }
          before = now;
        }
        if (now.settled() && !(now.handingOver() && patience-- > 0)) {
          return now.allDone() ? ExitCode.DONE : ExitCode.NOT_ALL_DONE;
        }
        Thread.sleep(PERIOD);
      }
    }
  }
}
