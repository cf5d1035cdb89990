package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.stack.StackCommands;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackUp;
import dev.wavewright.starter.stack.WorkflowFinder;
import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright worker}. */
final class WorkerCommands {
  private WorkerCommands() {}

  @Command(
      name = "worker",
      description = "Add another worker process to the running stack.",
      mixinStandardHelpOptions = true)
  static final class Add extends StackVerb {
    @Option(names = "--dry-run", description = "Say what would be started.")
    boolean dryRun;

    Add(CliContext context) {
      super(context);
    }

    @Override
    ExitCode runOnStack(CommandOutput output) {
      StackUp up = new StackUp(context.environment(), StackCommands.ofThisProcess(), processes);
      Map<String, Object> data = new LinkedHashMap<>();
      if (dryRun) {
        String name = up.nextWorker();
        output.line("would add " + name);
        data.put("name", name);
      } else {
        StackRecord.RunningProcess worker = up.addWorker();
        output.line("added " + worker.name() + ", pid " + worker.pid());
        data.put("name", worker.name());
        data.put("pid", worker.pid());
        data.put("log", worker.log());
      }
      output.data(data);
      return ExitCode.DONE;
    }
  }

  /** A command about one host that has registered. */
  abstract static class OfOneHost extends ConnectedVerb {
    @Parameters(
        arity = "0..1",
        paramLabel = "HOST",
        description = "Its id, as in: wavewright capacity; else the only one there is.")
    @Nullable String host;

    @Option(names = "--dry-run", description = "Say what would be sent.")
    boolean dryRun;

    OfOneHost(CliContext context) {
      super(context);
    }

    HostId host(CapacityView view) {
      List<HostId> known = Gate.hosts(view);
      String names = known.stream().map(HostId::value).collect(Collectors.joining(", "));
      if (host == null) {
        if (known.size() == 1) {
          return known.getFirst();
        }
        throw CliProblem.usage(
            "which host?", known.isEmpty() ? "none has registered" : "one of: " + names);
      }
      String wanted = host.startsWith("host:") ? host.substring("host:".length()) : host;
      return known.stream()
          .filter(each -> each.value().equals(wanted))
          .findFirst()
          .orElseThrow(
              () ->
                  new CliProblem(
                      ExitCode.CONFLICT,
                      "no host " + Printable.line(wanted) + " has registered",
                      known.isEmpty() ? "none has" : "known here: " + names,
                      "wavewright capacity"));
    }
  }

  @Command(
      name = "drain",
      description = "Let a host take no new session; what runs on it goes on to its end.",
      mixinStandardHelpOptions = true)
  static final class Drain extends OfOneHost {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Option(names = "--wait", description = "Return once no session runs on it.")
    boolean wait;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Shown to people.")
    String reason = "drained";

    Drain(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Gate gate = new Gate(connection.client());
      CapacityView view = gate.view();
      HostId draining = host(view);
      if (!dryRun) {
        view =
            gate.steer(
                new CapSteering(
                    CapSteering.Action.PAUSE,
                    draining.pool(),
                    0,
                    Prompts.whoAsks(context),
                    reason));
      }
      int running = running(view, draining);
      if (wait && !dryRun && running > 0) {
        output.note("waiting for " + running + " sessions");
        try (Detach detach =
            Detach.with(context, "wavewright worker drain --wait " + draining.value())) {
          while (running > 0) {
            Thread.sleep(BETWEEN_LOOKS);
            running = running(gate.view(), draining);
          }
        }
      }
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("host", draining);
      data.put("running", running);
      data.put("sent", !dryRun);
      output.data(data);
      output.line(
          (dryRun ? "would drain " : "drained ")
              + draining
              + ": "
              + (running == 0 ? "no session runs on it" : running + " sessions still run"));
      output.note("to take sessions again: wavewright capacity resume --pool " + draining.pool());
      return ExitCode.DONE;
    }

    private static int running(CapacityView view, HostId host) {
      return Gate.pool(view, host.pool()).map(PoolView::held).orElse(0);
    }
  }

  @Command(
      name = "lost",
      description = {
        "Declare that a host does not come back.",
        "",
        "It takes no session, what ran on it counts no more against any cap, and each issue on it is"
            + " parked: a retry begins anew on another host. Work that was only there is lost with"
            + " it. A host that comes back after all, or was alive all the time, is known again"
            + " within 15 seconds and ends what still runs there."
      },
      mixinStandardHelpOptions = true)
  static final class Lost extends OfOneHost {
    @Mixin Consent consent = new Consent();

    Lost(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      WorkflowClient client = connection.client();
      Gate gate = new Gate(client);
      CapacityView view = gate.view();
      HostId lost = host(view);
      List<IssueKey> issues = issuesOn(client, lost);
      boolean sent = false;
      if (!dryRun) {
        String question = "declare " + lost + " lost, with " + issues.size() + " issues on it?";
        if (!consent.given(context, question)) {
          return Consent.declined(output);
        }
        HostLoss loss = new HostLoss(lost, Prompts.whoAsks(context));
        // The gate first: what an issue gives up must not look like a lease given back.
        gate.declareLost(loss);
        WorkflowFinder finder = new WorkflowFinder(client);
        finder
            .open("MergeQueueWorkflow", "merge/")
            .forEach(
                id ->
                    tell(
                        () -> client.newWorkflowStub(MergeQueueWorkflow.class, id).hostLost(loss)));
        // One that began just now may not be listed yet; the gate knows it.
        Set<String> workflows =
            new LinkedHashSet<>(finder.open("IssueWorkflow", "issue/", "task/"));
        view.holding().stream()
            .filter(held -> lost.equals(held.host()))
            .map(CapacityView.Holding::holder)
            .forEach(workflows::add);
        workflows.forEach(
            id -> tell(() -> client.newWorkflowStub(IssueWorkflow.class, id).hostLost(loss)));
        sent = true;
      }
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("host", lost);
      data.put("issues", issues);
      data.put("sent", sent);
      output.data(data);
      output.line((sent ? "lost " : "would declare lost ") + lost);
      issues.forEach(
          key -> output.line("  " + key + "  next: wavewright issue retry '" + key + "'"));
      return ExitCode.DONE;
    }

    private static List<IssueKey> issuesOn(WorkflowClient client, HostId lost) {
      return new WorkflowFinder(client)
          .open("IssueWorkflow", "issue/", "task/").stream()
              .map(id -> client.newWorkflowStub(IssueWorkflow.class, id))
              .flatMap(issue -> status(issue).stream())
              .filter(status -> lost.equals(status.host()) && !status.phase().isFinal())
              .map(IssueStatus::key)
              .sorted()
              .toList();
    }

    private static Optional<IssueStatus> status(IssueWorkflow issue) {
      try {
        return Optional.of(issue.status());
      } catch (WorkflowException cannotAnswer) {
        // It is told all the same.
        return Optional.empty();
      }
    }

    private static void tell(Runnable signal) {
      try {
        signal.run();
      } catch (WorkflowNotFoundException endedMeanwhile) {
        // Nothing of it waits for the host any more.
        return;
      }
    }
  }
}
