package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Expecting;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.QueueData;
import dev.wavewright.starter.gate.QueueVerbs;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.Holding;
import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright queue}. */
final class QueueCommands {
  private QueueCommands() {}

  /**
   * @param quota also shown: the gate knows nothing of them now
   */
  private static void print(
      CommandOutput output, CapacityView view, List<QuotaWaits.Line> quota, Instant now) {
    output.data(QueueData.of(view));
    if (view.paused()) {
      output.line("PAUSED: nothing is admitted. next: wavewright capacity resume");
    }
    Table holding = new Table("HOLDS", "TICKET", "KIND", "FOR", "POOLS");
    for (Holding held : view.holding()) {
      holding.row(
          held.key(),
          held.ticket(),
          held.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')
              + (held.draining() ? " (draining)" : ""),
          age(held.since(), now),
          held.pools().stream().map(PoolName::value).collect(Collectors.joining(" ")));
    }
    Table waiting =
        new Table("#", "WAITS", "TICKET", "PRIORITY", "FOR", "STARTS", "EXPIRES", "WHY");
    for (CapacityView.Waiting each : view.waiting()) {
      waiting.row(
          each.position(),
          each.key(),
          each.ticket(),
          each.priority().level(),
          age(each.since(), now),
          Expecting.inWords(each.expectedStart(), now),
          expiry(each, now),
          each.reason()
              + (each.placedBy() == null ? "" : ", placed by " + Printable.line(each.placedBy())));
    }
    if (holding.isEmpty() && waiting.isEmpty() && quota.isEmpty()) {
      output.line("nobody runs, nobody waits");
    }
    if (!holding.isEmpty()) {
      holding.lines().forEach(output::line);
    }
    if (!waiting.isEmpty()) {
      waiting.lines().forEach(output::line);
    }
    CapacityView.StartRecord record = view.startRecord();
    if (!waiting.isEmpty() && record.told() > 0) {
      output.line(
          "of the last "
              + record.told()
              + " expected starts that were followed "
              + record.held()
              + " came as told");
    }
    for (QuotaWaits.Line each : quota) {
      output.line(
          each.key() + " is " + Phase.QUOTA_WAITING.word() + ": " + Printable.line(each.detail()));
      output.line("  next: " + each.unblock());
    }
  }

  /** Both clocks: the time it waits has its own column, this one stands still in a pause. */
  private static String expiry(CapacityView.Waiting waiting, Instant now) {
    Instant deadline = waiting.deadline();
    Duration left = waiting.remaining();
    if (left != null) {
      return "stopped, " + Durations.format(left) + " left";
    }
    return deadline == null ? "never" : "in " + age(now, deadline);
  }

  static String age(Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    return age.isNegative() ? "0s" : Durations.format(age);
  }

  @Command(
      name = "queue",
      description = "Who runs, who waits, and why.",
      mixinStandardHelpOptions = true)
  static final class Queue extends ConnectedVerb {
    @Option(names = "--watch", description = "Print it again whenever it changes.")
    boolean watch;

    Queue(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Gate gate = new Gate(connection.client());
      CapacityView view = gate.view();
      if (!watch) {
        print(output, view, QuotaWaits.find(connection.client()), context.clock().instant());
        return ExitCode.DONE;
      }
      try (Detach detach = Detach.with(context, "wavewright queue --watch")) {
        List<QuotaWaits.Line> quota = QuotaWaits.find(connection.client());
        print(output, view, quota, context.clock().instant());
        while (true) {
          Thread.sleep(Duration.ofSeconds(1));
          CapacityView next = gate.view();
          List<QuotaWaits.Line> nextQuota = QuotaWaits.find(connection.client());
          if (!next.equals(view) || !nextQuota.equals(quota)) {
            view = next;
            quota = nextQuota;
            output.line("");
            print(output, view, quota, context.clock().instant());
          }
        }
      }
    }
  }

  @Command(
      name = "cancel",
      description = "End a waiting ticket, or take its leases back.",
      mixinStandardHelpOptions = true)
  static final class Cancel extends ConnectedVerb {
    @Parameters(paramLabel = "TICKET")
    String ticket = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Shown to people.")
    String reason = "";

    @Option(names = "--dry-run", description = "Say what would be sent.")
    boolean dryRun;

    @Mixin Consent consent = new Consent();

    Cancel(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      QueueVerbs verbs =
          new QueueVerbs(
              new Gate(connection.client()), context.clock(), Prompts.whoAsks(context), dryRun);
      Ticket named = verbs.known(ticket);
      if (!dryRun && !consent.given(context, "cancel " + named + "?")) {
        return Consent.declined(output);
      }
      QueueVerbs.Changed changed = verbs.cancel(ticket, reason);
      output.data(QueueData.of(changed.view()));
      output.line(changed.said());
      return ExitCode.DONE;
    }
  }
}
