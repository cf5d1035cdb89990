package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.workflows.model.NoticeKind;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.notice.NoticeStatus;
import dev.wavewright.workflows.notice.NoticeStatus.SinkStatus;
import dev.wavewright.workflows.notice.NoticeTrial;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wavewright notices}: who is told what happens, and whether they got it. */
final class NoticeCommands {
  private static final String EXAMPLE =
      "add to wavewright.yml:  notify: [{webhook: {url-env: WAVEWRIGHT_WEBHOOK}}]";

  private NoticeCommands() {}

  /**
   * The JSON of {@code notices}.
   *
   * @param running whether anybody is told now
   * @param outdated whether the configuration names other sinks than those that are told
   */
  record Data(
      String project, boolean running, boolean outdated, long told, List<SinkStatus> sinks) {}

  @Command(
      name = "notices",
      description = "Show who is told what happens, what they got and what waits for them.",
      mixinStandardHelpOptions = true)
  static final class Show extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    Show(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      ProjectSettings settings = project.require(context).settings();
      @Nullable NoticeStatus status =
          new Notices(connection.client()).status(settings.project()).orElse(null);
      List<SinkStatus> sinks = status == null ? List.of() : status.sinks();
      boolean outdated =
          !sinks.stream().map(SinkStatus::sink).toList().equals(settings.effectiveSinks());
      output.data(
          new Data(
              settings.project(),
              status != null,
              outdated,
              status == null ? 0 : status.told(),
              sinks));
      if (status == null && settings.effectiveSinks().isEmpty()) {
        output.line("nobody is told what happens; " + EXAMPLE);
        return ExitCode.DONE;
      }
      Instant now = context.clock().instant();
      Table table = new Table("SINK", "EVENTS", "DELIVERED", "LAST", "WAITING", "LOST");
      for (SinkStatus sink : sinks) {
        table.row(
            sink.name(),
            events(sink),
            sink.delivered(),
            ago(sink.lastDelivered(), now),
            sink.pending(),
            sink.lost());
      }
      if (!table.isEmpty()) {
        table.lines().forEach(output::line);
      }
      for (SinkStatus sink : sinks) {
        if (sink.lastFailure() != null) {
          output.line(
              sink.name()
                  + " failed "
                  + ago(sink.lastFailureAt(), now)
                  + ": "
                  + Printable.line(sink.lastFailure())
                  + (sink.nextTry() == null ? "" : "; next try at " + sink.nextTry()));
        }
      }
      if (outdated) {
        output.note(
            "wavewright.yml names other sinks; they are told from the next 'wave start' or"
                + " 'task' on. To try them: wavewright notices test");
      }
      return ExitCode.DONE;
    }
  }

  private static String events(SinkStatus sink) {
    return sink.sink().events().isEmpty()
        ? "all"
        : sink.sink().events().stream().map(NoticeKind::word).collect(Collectors.joining(","));
  }

  private static String ago(@Nullable Instant at, Instant now) {
    return at == null ? "never" : QueueCommands.age(at, now) + " ago";
  }

  /** The JSON of {@code notices test}. */
  record Trials(String project, List<NoticeTrial> sinks) {
    Trials {
      sinks = List.copyOf(sinks);
    }
  }

  @Command(
      name = "test",
      description = "Send one test notice to each configured sink and say what came back.",
      mixinStandardHelpOptions = true)
  static final class Test extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    @Option(
        names = "--dry-run",
        description = "Only look whether everything is there to send it, where the worker runs.")
    boolean dryRun;

    Test(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      ProjectConfiguration configuration = project.require(context);
      ProjectSettings settings = configuration.settings();
      if (settings.effectiveSinks().isEmpty()) {
        output.data(new Trials(settings.project(), List.of()));
        output.line("no sink is configured; " + EXAMPLE);
        return ExitCode.DONE;
      }
      List<NoticeTrial> trials = new Notices(connection.client()).trial(settings, !dryRun);
      output.data(new Trials(settings.project(), trials));
      for (NoticeTrial trial : trials) {
        output.line(
            trial.sink()
                + ": "
                + (trial.delivered() ? (dryRun ? "" : "delivered, ") : "not delivered: ")
                + Printable.line(trial.answer()));
      }
      boolean all = trials.stream().allMatch(NoticeTrial::delivered);
      if (!all) {
        throw new CliProblem(
            ExitCode.CONFIGURATION,
            "not every sink can be told",
            trials.stream()
                .filter(trial -> !trial.delivered())
                .map(trial -> trial.sink() + ": " + Printable.line(trial.answer()))
                .collect(Collectors.joining("\n")),
            "correct it, then: wavewright notices test");
      }
      return ExitCode.DONE;
    }
  }
}
