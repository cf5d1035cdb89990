package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.Durations;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.PlanReport;
import dev.wavewright.workflows.wave.PlanRequest;
import dev.wavewright.workflows.wave.PlannedIssue;
import dev.wavewright.workflows.wave.WavePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

  /** Which issues a wave takes, and what it is called. */
  static final class Selection {
    @Option(names = "--milestone", paramLabel = "M", description = "Open issues of a milestone.")
    @Nullable String milestone;

    @Option(names = "--label", paramLabel = "L", description = "Open issues with a label.")
    @Nullable String label;

    @Option(
        names = "--issues",
        paramLabel = "KEY",
        split = ",",
        description = "Exactly these: owner/repo#1,owner/repo#2")
    List<String> issues = new ArrayList<>();

    @Option(names = "--all", description = "Every open issue of the project's repositories.")
    boolean all;

    @Option(names = "--name", paramLabel = "NAME", description = "The wave's name.")
    @Nullable String name;

    @Option(
        names = "--deadline",
        paramLabel = "TIME",
        description = "After this long waiting, issues expire: 90m, 8h")
    @Nullable String deadline;

    @Option(
        names = "--allow-held",
        description = "Also take issues whose dependency outside the wave has not landed.")
    boolean allowHeld;

    boolean isEmpty() {
      return milestone == null && label == null && issues.isEmpty() && !all;
    }

    WaveId wave(String project) {
      return new WaveId(project, checkedName());
    }

    private String checkedName() {
      if (name != null) {
        try {
          return new WaveId("any", name).name();
        } catch (IllegalArgumentException e) {
          throw usage(
              "'" + name + "' is no name for a wave", "letters, digits, . _ - (at most 64)");
        }
      }
      if (milestone != null) {
        return slug(milestone);
      }
      if (label != null) {
        return slug(label);
      }
      if (!issues.isEmpty()) {
        return slug(String.join("-", issues).replaceAll("[^/,-]+/", ""));
      }
      if (all) {
        return "all";
      }
      throw usage("nothing is chosen", "say which issues: --milestone, --label, --issues or --all");
    }

    private static String slug(String text) {
      String slug =
          text.toLowerCase(Locale.ROOT)
              .replaceAll("[^a-z0-9._-]+", "-")
              .replaceAll("^[^a-z0-9]+|-+$", "");
      if (slug.isEmpty() || slug.length() > 64) {
        slug = "wave-" + Integer.toHexString(text.hashCode());
      }
      return slug;
    }

    PlanRequest request(ProjectSettings settings, Gate gate) {
      return new PlanRequest(
          wave(settings.project()),
          settings,
          issues.stream().map(IssueKeys::parse).toList(),
          milestone,
          label,
          all,
          gate.anyHost(),
          allowHeld,
          deadline());
    }

    private @Nullable Duration deadline() {
      if (deadline == null) {
        return null;
      }
      return Durations.parse(deadline)
          .filter(Duration::isPositive)
          .orElseThrow(() -> usage("'" + deadline + "' is no duration", "write 90m or 8h"));
    }
  }

  static CliProblem usage(String what, String why) {
    return new CliProblem(ExitCode.USAGE, what, why, "run it with --help");
  }

  @Command(
      name = "plan",
      description = "Show layers, order and expected time; touches nothing.",
      mixinStandardHelpOptions = true)
  static final class Plan extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();
    @Mixin Selection selection = new Selection();

    Plan(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      ProjectSettings settings = project.require(context).settings();
      if (selection.isEmpty()) {
        selection.all = true;
      }
      PlanReport report =
          new Waves(connection.client())
              .plan(selection.request(settings, new Gate(connection.client())));
      print(report, output);
      return report.plan() == null ? ExitCode.CONFLICT : ExitCode.DONE;
    }
  }

  private static void print(PlanReport report, CommandOutput output) {
    report.warnings().forEach(output::warning);
    output.data(report);
    report.alreadyLanded().forEach(key -> output.note("already landed: " + key));
    WavePlan plan = report.plan();
    if (plan == null) {
      report.refusals().forEach(refusal -> output.note("refused: " + Printable.line(refusal)));
      return;
    }
    Map<Integer, List<PlannedIssue>> layers = new java.util.TreeMap<>();
    for (PlannedIssue issue : plan.issues()) {
      layers.computeIfAbsent(issue.layer(), layer -> new ArrayList<>()).add(issue);
    }
    output.line("wave " + plan.wave().name() + ": " + plan.issues().size() + " issues");
    layers.forEach(
        (layer, issues) -> {
          output.line("layer " + layer);
          for (PlannedIssue issue : issues) {
            output.line("  " + issue.key() + "  " + Printable.shortened(issue.title(), 70));
            if (!issue.dependsOn().isEmpty()) {
              output.line("      after " + keys(issue.dependsOn()));
            }
            issue.landed().forEach(landed -> output.line("      on landed " + landed.key()));
            if (issue.heldBy() != null) {
              output.line("      held by " + issue.heldBy());
            }
          }
        });
    output.line("order: " + keys(report.order()));
    output.line("expected: " + Durations.format(report.expectedMakespan()));
    report
        .whatIf()
        .forEach(
            whatIf ->
                output.line(
                    "  with parallel "
                        + whatIf.parallel()
                        + ": "
                        + Durations.format(whatIf.makespan())));
  }

  private static String keys(List<IssueKey> keys) {
    return keys.stream().map(IssueKey::value).collect(Collectors.joining(", "));
  }

  @Command(
      name = "start",
      description = "Start a wave; one that runs already is joined.",
      mixinStandardHelpOptions = true)
  static final class Start extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();
    @Mixin Selection selection = new Selection();

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
      ProjectSettings settings = project.require(context).settings();
      WaveId wave = selection.wave(settings.project());
      Waves waves = new Waves(connection.client());
      switch (waves.existence(wave)) {
        case RUNNING -> {
          output.note("wave " + wave.name() + " runs already");
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
      PlanReport report = waves.plan(selection.request(settings, new Gate(connection.client())));
      WavePlan plan = report.plan();
      if (plan == null) {
        throw new CliProblem(
            ExitCode.CONFLICT,
            "wave " + wave.name() + " cannot start",
            String.join("\n", report.refusals()),
            "wavewright wave plan");
      }
      if (dryRun) {
        print(report, output);
        return ExitCode.DONE;
      }
      report.warnings().forEach(output::warning);
      report.alreadyLanded().forEach(key -> output.note("already landed: " + key));
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

    Optional<ProjectConfiguration> configuration() {
      return project.find(context).map(file -> project.require(context));
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
        throw usage("'" + name + "' is no name of a wave", String.valueOf(e.getMessage()));
      }
    }

    @Nullable ProjectSettings settingsOf(WaveId wave) {
      return configuration()
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

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

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
      boolean sent = false;
      if (!dryRun && !open.isEmpty()) {
        if (!yes && !Prompts.confirm(context, "cancel " + open.size() + " issues?")) {
          output.note("nothing was cancelled");
          return ExitCode.DONE;
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
          (sent ? "cancelling " : "would cancel ")
              + open.size()
              + " issues of wave "
              + wave.name()
              + (open.isEmpty() ? "" : ": " + keys(open)));
      if (view.count(Phase.DONE) > 0) {
        output.note(view.count(Phase.DONE) + " have landed and stay");
      }
      return ExitCode.DONE;
    }
  }
}
