package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.Monitors;
import dev.wavewright.starter.gate.UsageData;
import dev.wavewright.starter.gate.UsageReports;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.usage.UsageReport;
import dev.wavewright.workflows.usage.UsageView;
import io.temporal.client.WorkflowClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wavewright usage}: what is read of metered accounts, and what it did. */
final class UsageCommands {
  private UsageCommands() {}

  @Command(
      name = "usage",
      description = "Show what is used of metered accounts, and report it.",
      mixinStandardHelpOptions = true)
  static final class Usage extends ShowVerb {
    Usage(CliContext context) {
      super(context);
    }
  }

  @Command(
      name = "show",
      description =
          "Each account: its meters, the limit they make, and what the last readings did.",
      mixinStandardHelpOptions = true)
  static final class Show extends ShowVerb {
    Show(CliContext context) {
      super(context);
    }
  }

  /** Shows every account that was reported of. */
  abstract static class ShowVerb extends ConnectedVerb {
    @Option(names = "--account", paramLabel = "ACCOUNT", description = "Only this one.")
    @Nullable String account;

    ShowVerb(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      WorkflowClient client = connection.client();
      Monitors monitors = new Monitors(client);
      List<UsageView> views;
      if (account != null) {
        PoolName unused = Monitors.pool(account);
        views = monitors.of(account).stream().toList();
      } else {
        views = monitors.all();
      }
      print(output, views, new Gate(client).view(), monitors::asked, context.clock().instant());
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "report",
      description = "Tell how much of an account is used; the monitor steps its cap down or up.",
      mixinStandardHelpOptions = true)
  static final class Report extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    @Option(
        names = "--account",
        paramLabel = "ACCOUNT",
        required = true,
        description = "As agents name it in wavewright.yml.")
    String account = "";

    @Option(
        names = "--meter",
        paramLabel = "METER",
        required = true,
        description = "What counts, for example five-hour or seven-day.")
    String meter = "";

    @Option(
        names = "--used",
        paramLabel = "PCT",
        required = true,
        description = "Percent used, for example 70; or 'unknown'.")
    String used = "";

    @Option(
        names = "--resets-at",
        paramLabel = "TIME",
        description = "When the meter begins anew, for example 2026-11-22T15:00:00Z.")
    @Nullable String resetsAt;

    @Option(
        names = "--window",
        paramLabel = "DURATION",
        description = "Over how long it counts, for example 5h; tells meters of one name apart.")
    @Nullable String window;

    @Option(names = "--dry-run", description = "Say what would be reported.")
    boolean dryRun;

    Report(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Optional<ProjectConfiguration> configuration = project.optional(context);
      UsageReport report =
          new UsageReports.Written(meter, used, window, resetsAt, null, Prompts.whoAsks(context))
              .read(configuration.map(ProjectConfiguration::usageSteps).orElse(null));
      UsageReports.Reported reported =
          new UsageReports(
                  connection.client(), () -> configuration.map(ProjectConfiguration::settings))
              .report(account, report, dryRun);
      if (dryRun) {
        output.line("would report " + meter + " at " + used + " of account " + account);
      } else {
        output.note(Printable.line(reported.said()));
      }
      print(
          output,
          reported.views(),
          reported.caps(),
          new Monitors(connection.client())::asked,
          context.clock().instant());
      return ExitCode.DONE;
    }
  }

  private static void print(
      CommandOutput output,
      List<UsageView> views,
      CapacityView caps,
      Function<String, Optional<String>> asked,
      Instant now) {
    UsageData data = UsageData.of(views, caps, asked);
    output.data(data);
    if (views.isEmpty()) {
      output.line("no reading yet; next: wavewright usage report --account A --meter M --used PCT");
    }
    for (int i = 0; i < views.size(); i++) {
      UsageView view = views.get(i);
      String told = data.accounts().get(i).asked();
      print(output, view, told, Gate.pool(caps, Monitors.pool(view.account())), now);
    }
  }

  /** Before the first limit a monitor has no reason for one. */
  private static String reason(UsageView view) {
    boolean read = view.since() == null && !view.meters().isEmpty();
    return read ? "what is read is below every step" : Printable.line(view.reason());
  }

  private static void print(
      CommandOutput output,
      UsageView view,
      @Nullable String asked,
      Optional<PoolView> pool,
      Instant now) {
    String limit = view.limit() == null ? "no limit" : "limit " + view.limit();
    output.line(
        output.paint(CommandOutput.Paint.BOLD, "account " + view.account())
            + ": "
            + limit
            + ": "
            + reason(view)
            + (view.until() == null ? "" : "; more is expected at " + view.until()));
    pool.filter(PoolView::byHand)
        .ifPresent(
            set ->
                output.line(
                    "  a person's cap is in force: "
                        + PoolShare.inWords(set.effective())
                        + " by "
                        + set.loweredBy()
                        + (set.until() == null ? "" : " until " + set.until())
                        + "; back to the monitor: wavewright capacity release --pool "
                        + set.name()));
    if (asked != null) {
      output.line("  its command: " + Printable.line(asked));
    }
    Table table = new Table("METER", "USED", "RESETS AT", "READ", "BY", "");
    for (UsageView.MeterView meter : view.meters()) {
      table.row(
          meter.window() == null
              ? meter.name()
              : meter.name() + " (" + Durations.format(meter.window()) + ")",
          meter.percent() + " %",
          meter.resetsAt() == null ? "unknown" : meter.resetsAt(),
          QueueCommands.age(meter.at(), now) + " ago",
          Printable.line(meter.source()),
          meter.state().equals("counts") ? "" : meter.state());
    }
    if (!table.isEmpty()) {
      table.lines().forEach(line -> output.line("  " + line));
    }
    for (UsageView.Note note : view.recent()) {
      output.line("  " + note.at() + "  " + Printable.line(note.text()));
    }
  }
}
