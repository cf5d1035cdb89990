package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.PlanReport;
import dev.wavewright.workflows.wave.WavePlan;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright wave}. */
final class WaveCommands {
  private WaveCommands() {}

  @Command(
      name = "wave",
      description = "Plan, start, watch and cancel waves of issues.",
      mixinStandardHelpOptions = true)
  static final class Wave extends Wavewright.Group {}

  @Command(
      name = "plan",
      description = "Show layers, order and expected time; touches nothing.",
      mixinStandardHelpOptions = true)
  static final class Plan extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();
    @Mixin WaveSelection selection = new WaveSelection();

    Plan(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      ProjectConfiguration configuration = project.require(context);
      if (selection.isEmpty()) {
        selection.all = true;
      }
      PlanReport report =
          selection.plan(
              configuration, new Waves(connection.client()), new Gate(connection.client()));
      PlanScreen.print(report, output);
      return report.plan() == null ? ExitCode.CONFLICT : ExitCode.DONE;
    }
  }

  @Command(
      name = "start",
      description = "Start a wave; one that runs already is joined.",
      mixinStandardHelpOptions = true)
  static final class Start extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();
    @Mixin WaveSelection selection = new WaveSelection();

    @Option(names = "--again", description = "Plan what has not landed of a wave that ended.")
    boolean again;

    @Option(names = "--watch", description = "Follow it to its end.")
    boolean watch;

    @Option(names = "--dry-run", description = "Plan only.")
    boolean dryRun;

    Start(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      ProjectConfiguration configuration = project.require(context);
      ProjectSettings settings = configuration.settings();
      WaveId wave = selection.wave(settings.project());
      Waves waves = new Waves(connection.client());
      switch (waves.existence(wave)) {
        case RUNNING -> {
          output.note("wave " + wave.name() + " runs already");
          if (!dryRun) {
            BesideWork.configure(connection.client(), settings, output);
          }
          return joined(output, connection, waves, wave, settings);
        }
        case CLOSED -> {
          if (!again) {
            output.note("wave " + wave.name() + " has ended; --again plans what has not landed");
            return show(output, waves, wave, settings);
          }
        }
        case NONE -> {}
      }
      PlanReport report = selection.plan(configuration, waves, new Gate(connection.client()));
      WavePlan plan = report.plan();
      if (plan == null) {
        throw new CliProblem(
            ExitCode.CONFLICT,
            "wave " + wave.name() + " cannot start",
            String.join("\n", report.refusals()),
            "wavewright wave plan " + selection.words());
      }
      if (dryRun) {
        PlanScreen.print(report, output);
        return ExitCode.DONE;
      }
      WaveTrials.require(plan, connection.client(), new Gate(connection.client()));
      report.warnings().forEach(output::warning);
      report.alreadyLanded().forEach(key -> output.note("already landed: " + key));
      BesideWork.configure(connection.client(), settings, output);
      if (waves.start(plan)) {
        output.note("wave " + wave.name() + " started: " + plan.issues().size() + " issues");
      } else {
        output.note("wave " + wave.name() + " was started by somebody else just now");
      }
      return joined(output, connection, waves, wave, settings);
    }

    private ExitCode joined(
        CommandOutput output,
        TemporalAccess.Connection connection,
        Waves waves,
        WaveId wave,
        ProjectSettings settings)
        throws InterruptedException {
      connection.page(wave.workflowId()).ifPresent(page -> output.note("Web UI: " + page));
      if (watch) {
        return new WaveWatch(context, output, waves).follow(wave, settings);
      }
      WaveView view = waves.view(wave, settings, false);
      output.data(view);
      WaveScreen.lines(view, output).forEach(output::line);
      output.note("follow it: wavewright wave watch " + wave.name());
      return ExitCode.DONE;
    }
  }

  private static ExitCode show(
      CommandOutput output, Waves waves, WaveId wave, @Nullable ProjectSettings settings)
      throws InterruptedException {
    WaveView view = waves.view(wave, settings, true);
    output.data(view);
    WaveScreen.lines(view, output).forEach(output::line);
    return view.settled() && !view.allDone() ? ExitCode.NOT_ALL_DONE : ExitCode.DONE;
  }

  /** A command about one wave, by name or the newest. */
  abstract static class OfOneWave extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    @Parameters(
        arity = "0..1",
        paramLabel = "WAVE",
        description = "Its name, or project/name; else the project's newest.")
    @Nullable String name;

    OfOneWave(CliContext context) {
      super(context);
    }

    WaveId wave(Waves waves) {
      try {
        if (name != null && name.contains("/")) {
          String[] parts = name.split("/", 2);
          return new WaveId(parts[0], parts[1]);
        }
        String owner = project.require(context).settings().project();
        return name == null ? waves.newest(owner) : new WaveId(owner, name);
      } catch (IllegalArgumentException e) {
        throw CliProblem.usage(
            "'" + name + "' is no name of a wave", String.valueOf(e.getMessage()));
      }
    }

    @Nullable ProjectSettings settingsOf(WaveId wave) {
      return project
          .optional(context)
          .map(ProjectConfiguration::settings)
          .filter(settings -> settings.project().equals(wave.project()))
          .orElse(null);
    }
  }

  @Command(
      name = "status",
      description = "Where each issue of a wave stands.",
      mixinStandardHelpOptions = true)
  static final class Status extends OfOneWave {
    Status(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Waves waves = new Waves(connection.client());
      WaveId wave = wave(waves);
      // A look that succeeded is 0; watch and start --watch say how the wave ended.
      ExitCode ignored = show(output, waves, wave, settingsOf(wave));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "watch",
      description = "Follow a wave until it ends or waits for people.",
      mixinStandardHelpOptions = true)
  static final class Watch extends OfOneWave {
    Watch(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Waves waves = new Waves(connection.client());
      WaveId wave = wave(waves);
      return new WaveWatch(context, output, waves).follow(wave, settingsOf(wave));
    }
  }

  @Command(
      name = "cancel",
      description = "Cancel every issue of a wave that is not final; work stays on rescue refs.",
      mixinStandardHelpOptions = true)
  static final class Cancel extends OfOneWave {
    @Option(names = "--dry-run", description = "Say what would be cancelled.")
    boolean dryRun;

    @Mixin Consent consent = new Consent();

    Cancel(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Waves waves = new Waves(connection.client());
      WaveId wave = wave(waves);
      WaveView view = waves.view(wave, settingsOf(wave), false);
      List<IssueKey> open =
          view.issues().stream()
              .filter(issue -> !issue.phase().isFinal())
              .map(WaveView.IssueView::key)
              .toList();
      String issues =
          (open.size() == 1 ? "1 issue" : open.size() + " issues") + " of wave " + wave.name();
      boolean sent = false;
      if (!dryRun && !open.isEmpty()) {
        if (!consent.given(context, "cancel " + issues + "?")) {
          return Consent.declined(output);
        }
        waves.stub(wave).cancel(Prompts.whoAsks(context));
        sent = true;
      }
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("wave", wave.name());
      data.put("cancelling", open);
      data.put("sent", sent);
      output.data(data);
      output.line(
          view.phase() == WavePhase.ENDED
              ? "wave " + wave.name() + " has ended; nothing to cancel"
              : (sent ? "cancelling " : "would cancel ")
                  + issues
                  + (open.isEmpty() ? "" : ": " + PlanScreen.keys(open)));
      if (view.count(Phase.DONE) > 0) {
        output.note(view.count(Phase.DONE) + " have landed and stay");
      }
      return ExitCode.DONE;
    }
  }
}
