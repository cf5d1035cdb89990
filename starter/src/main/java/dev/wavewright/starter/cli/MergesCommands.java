package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Awaiting;
import dev.wavewright.workflows.merge.MergeQueueView;
import dev.wavewright.workflows.merge.MergeQueueView.Landing;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright merges}. */
final class MergesCommands {
  private MergesCommands() {}

  /** The JSON of {@code merges}. */
  record Data(List<MergeQueueView> queues) {}

  @Command(
      name = "merges",
      description = "Each merge queue: head, waiting, last landings, load.",
      mixinStandardHelpOptions = true)
  static final class Merges extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    @Parameters(arity = "0..1", paramLabel = "REPOSITORY", description = "Only this one.")
    @Nullable String repository;

    Merges(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      List<MergeQueueView> queues = new ArrayList<>();
      if (project.find(context).isEmpty() && repository != null) {
        queues.add(view(connection.client(), name(repository), ""));
      } else {
        ProjectSettings settings = project.require(context).settings();
        for (RepositorySettings each : settings.repositories()) {
          if (repository == null || each.name().value().equals(repository)) {
            queues.add(view(connection.client(), each.name(), each.integration()));
          }
        }
        if (queues.isEmpty() && repository != null) {
          queues.add(view(connection.client(), name(repository), ""));
        }
      }
      output.data(new Data(queues));
      for (MergeQueueView queue : queues) {
        print(output, queue);
      }
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "reopen",
      description = "Open a queue that closed itself because something else landed than approved.",
      mixinStandardHelpOptions = true)
  static final class Reopen extends ConnectedVerb {
    @Parameters(paramLabel = "REPOSITORY", description = "owner/name")
    String repository = "";

    @Option(names = "--dry-run", description = "Say what would be sent.")
    boolean dryRun;

    Reopen(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      RepositoryName name = name(repository);
      MergeQueueView queue = view(connection.client(), name, "");
      if (queue.closed() == null) {
        throw new CliProblem(
            ExitCode.CONFLICT,
            "the merge queue of " + name + " is not closed",
            "",
            "wavewright merges " + name);
      }
      output.note("it closed itself: " + Printable.line(queue.closed()));
      if (!dryRun) {
        connection
            .client()
            .newWorkflowStub(MergeQueueWorkflow.class, MergeQueueWorkflow.id(name))
            .reopen(Prompts.whoAsks(context));
        queue =
            Awaiting.until(
                () -> view(connection.client(), name, ""),
                seen -> seen.closed() == null,
                still ->
                    new CliProblem(
                        ExitCode.TIMED_OUT,
                        "reopen was sent to the merge queue of " + name + ", which is still closed",
                        "is a worker running?",
                        "wavewright merges " + name));
      }
      output.data(new Data(List.of(queue)));
      output.line((dryRun ? "would reopen " : "reopened ") + name);
      output.note("issues that it parked go on with issue retry; to find them: wavewright status");
      return ExitCode.DONE;
    }
  }

  private static RepositoryName name(String text) {
    try {
      return new RepositoryName(text);
    } catch (IllegalArgumentException e) {
      throw CliProblem.usage(String.valueOf(e.getMessage()), "");
    }
  }

  /** A queue that never was asked, or whose history is gone, is an empty one. */
  static MergeQueueView view(WorkflowClient client, RepositoryName name, String branch) {
    try {
      return client.newWorkflowStub(MergeQueueWorkflow.class, MergeQueueWorkflow.id(name)).view();
    } catch (WorkflowNotFoundException e) {
      return new MergeQueueView(name, branch, null, List.of(), List.of(), null, null);
    }
  }

  private static void print(CommandOutput output, MergeQueueView queue) {
    String load = queue.load() == null ? "" : String.format("  load ρ = %.2f", queue.load());
    output.line(
        output.paint(CommandOutput.Paint.BOLD, queue.repository() + " " + queue.branch()) + load);
    if (queue.closed() != null) {
      output.line("  CLOSED: " + Printable.line(queue.closed()));
    }
    output.line("  landing: " + (queue.head() == null ? "nothing" : queue.head()));
    if (!queue.waiting().isEmpty()) {
      output.line(
          "  waiting: "
              + queue.waiting().stream().map(IssueKey::value).collect(Collectors.joining(", ")));
    }
    for (Landing landing : queue.landed()) {
      output.line(
          "  landed:  "
              + landing.key()
              + "  "
              + landing.commit().abbreviated()
              + "  "
              + landing.at()
              + "  took "
              + landing.took().toMillis() / 1000.0
              + " s");
      if (landing.warning() != null) {
        output.warning(landing.key() + ": " + Printable.line(landing.warning()));
      }
    }
  }
}
