package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.Durations;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.Awaiting;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.KnownPools;
import dev.wavewright.starter.gate.Monitors;
import dev.wavewright.starter.gate.UsageData;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.usage.UsageReport;
import dev.wavewright.workflows.usage.UsageState;
import dev.wavewright.workflows.usage.UsageView;
import dev.wavewright.workflows.usage.UsageWorkflow;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
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
      print(output, views, new Gate(client).view(), context.clock().instant());
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
      WorkflowClient client = connection.client();
      Optional<ProjectConfiguration> configuration = project.optional(context);
      UsageReport report = report(configuration);
      Gate gate = new Gate(client);
      CapacityView caps = gate.view();
      KnownPools.require(
          caps, Monitors.pool(account), () -> configuration.map(ProjectConfiguration::settings));
      List<UsageView> seen = new Monitors(client).of(account).stream().toList();
      if (dryRun) {
        output.line("would report " + meter + " at " + used + " of account " + account);
      } else {
        UsageView after = send(client, report, seen.stream().findFirst());
        caps = inForce(gate, after);
        seen = List.of(after);
        output.note(Printable.line(after.recent().getLast().text()));
      }
      print(output, seen, caps, context.clock().instant());
      return ExitCode.DONE;
    }

    private UsageReport report(Optional<ProjectConfiguration> configuration) {
      Duration length = window == null ? null : PositiveDuration.of(window, "5h or 7d");
      try {
        return new UsageReport(
            meter,
            used.equals("unknown") ? null : Double.valueOf(percent(used)),
            length,
            resetsAt == null ? null : Instant.parse(resetsAt),
            Prompts.whoAsks(context),
            null,
            configuration.map(ProjectConfiguration::usageSteps).orElse(null));
      } catch (NumberFormatException e) {
        throw CliProblem.usage("'" + used + "' is no percentage", "write 70 or 'unknown'");
      } catch (DateTimeParseException e) {
        throw CliProblem.usage("'" + resetsAt + "' is no time", "write it as 2026-11-22T15:00:00Z");
      } catch (IllegalArgumentException e) {
        throw CliProblem.usage(String.valueOf(e.getMessage()), "");
      }
    }

    private static double percent(String text) {
      if (!text.matches("[0-9]{1,4}([.][0-9]{1,6})?%?")) {
        throw new NumberFormatException(text);
      }
      return Double.parseDouble(text.replace("%", ""));
    }

    /** Waits until the monitor has said what the reading did. */
    private UsageView send(WorkflowClient client, UsageReport report, Optional<UsageView> before)
        throws InterruptedException {
      UsageWorkflow monitor =
          client.newWorkflowStub(
              UsageWorkflow.class,
              WorkflowOptions.newBuilder()
                  .setWorkflowId(UsageWorkflow.id(account))
                  .setTaskQueue(Stack.TASK_QUEUE)
                  .setStaticSummary("The usage monitor of account " + account)
                  .build());
      BatchRequest request = client.newSignalWithStartRequest();
      request.add(monitor::run, UsageState.initial(account));
      request.add(monitor::report, report);
      client.signalWithStart(request);
      List<UsageView.Note> known = before.map(UsageView::recent).orElse(List.of());
      return Awaiting.until(
              () -> new Monitors(client).of(account),
              seen -> seen.map(UsageView::recent).filter(now -> !now.equals(known)).isPresent(),
              still -> late("the report was sent, but nothing became of it"))
          .orElseThrow();
    }

    private CapacityView inForce(Gate gate, UsageView usage) throws InterruptedException {
      Integer limit = usage.limit();
      return limit == null
          ? gate.view()
          : Awaiting.until(
              gate::view,
              view ->
                  Gate.pool(view, Monitors.pool(account))
                      .filter(pool -> pool.byHand() || pool.afterPause() <= limit)
                      .isPresent(),
              still -> late("the report was taken in, but the gate does not show the limit"));
    }

    private static CliProblem late(String what) {
      return new CliProblem(
          ExitCode.TIMED_OUT,
          what + " within " + Awaiting.TAKES_EFFECT.toSeconds() + " s",
          "is a worker running?",
          "wavewright usage");
    }
  }

  private static void print(
      CommandOutput output, List<UsageView> views, CapacityView caps, Instant now) {
    output.data(UsageData.of(views, caps));
    if (views.isEmpty()) {
      output.line("no reading yet; next: wavewright usage report --account A --meter M --used PCT");
    }
    for (UsageView view : views) {
      print(output, view, Gate.pool(caps, Monitors.pool(view.account())), now);
    }
  }

  private static void print(
      CommandOutput output, UsageView view, Optional<PoolView> pool, Instant now) {
    String limit = view.limit() == null ? "no limit" : "limit " + view.limit();
    output.line(
        output.paint(CommandOutput.Paint.BOLD, "account " + view.account())
            + ": "
            + limit
            + ": "
            + Printable.line(view.reason())
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
