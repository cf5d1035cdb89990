package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Gate;
import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.ProjectSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wavewright worktree}. */
final class WorktreeCommands {
  private WorktreeCommands() {}

  @Command(
      name = "worktree",
      description = "What sessions keep on disk.",
      mixinStandardHelpOptions = true)
  static final class WorktreeGroup extends Wavewright.Group {}

  /** One worktree on one host. */
  record Line(
      HostId host,
      String key,
      String session,
      String path,
      long bytes,
      Instant touched,
      @Nullable Long livePid,
      boolean dirty) {}

  /** The JSON of {@code worktree list}. */
  record Data(List<Line> worktrees) {}

  @Command(
      name = "list",
      description = "What is on disk, and whose it is.",
      mixinStandardHelpOptions = true)
  static final class ListVerb extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    ListVerb(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      ProjectSettings settings = project.require(context).settings();
      HostQuestion question =
          new HostQuestion(
              HostQuestion.Subject.WORKTREES, settings.project(), settings.state(), null);
      Gate gate = new Gate(connection.client());
      Inquiries inquiries = new Inquiries(connection.client());
      List<HostId> hosts = Gate.hosts(gate.view());
      if (hosts.isEmpty()) {
        gate.anyHost();
      }
      List<Line> lines = new ArrayList<>();
      for (HostId host : hosts) {
        try {
          for (HostAnswer.Worktree tree : inquiries.ask(host, question).worktrees()) {
            lines.add(line(host, tree));
          }
        } catch (CliProblem problem) {
          output.warning(problem.what() + ": " + problem.why());
        }
      }
      output.data(new Data(lines));
      Table table = new Table("ISSUE", "HOST", "SIZE", "TOUCHED", "STATE", "PATH");
      for (Line line : lines) {
        String state =
            line.livePid() != null ? "pid " + line.livePid() : line.dirty() ? "dirty" : "clean";
        table.row(
            line.key(),
            line.host(),
            (line.bytes() >> 10) + " KiB",
            QueueCommands.age(line.touched(), context.clock().instant()) + " ago",
            state,
            line.path());
      }
      if (table.isEmpty()) {
        output.line("no worktree on disk");
      } else {
        table.lines().forEach(output::line);
      }
      return ExitCode.DONE;
    }

    private static Line line(HostId host, HostAnswer.Worktree tree) {
      return new Line(
          host,
          tree.key(),
          tree.session(),
          tree.path(),
          tree.bytes(),
          tree.touched(),
          tree.livePid(),
          tree.dirty());
    }
  }
}
