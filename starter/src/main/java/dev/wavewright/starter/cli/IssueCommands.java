package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.host.HostQuestion.Subject;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright issue}. */
final class IssueCommands {
  private static final Duration TAKES_EFFECT = Duration.ofSeconds(20);

  private IssueCommands() {}

  @Command(
      name = "issue",
      description = "Look at one issue, or act on it.",
      mixinStandardHelpOptions = true)
  static final class Issue extends Wavewright.Group {}

  static void print(CommandOutput output, IssueStatus status) {
    output.line(status.key() + "  " + Printable.line(status.title()));
    output.line("phase:    " + status.phase().word());
    if (status.reason() != null) {
      String detail = status.detail().isEmpty() ? "" : ": " + Printable.line(status.detail());
      output.line("why:      " + status.reason().word() + detail);
      output.line("next:     " + status.unblock());
    }
    output.line("agent:    " + status.agent() + ", attempt " + status.attempts());
    output.line(
        "rounds:   check "
            + status.checkRounds()
            + ", review "
            + status.reviewRounds()
            + ", conflict "
            + status.conflictRounds());
    if (status.session() != null) {
      output.line(
          "session:  " + status.session() + (status.host() == null ? "" : " on " + status.host()));
    }
    if (status.landed() != null) {
      output.line(
          "landed:   "
              + status.landed().commit()
              + " on "
              + status.landed().branch()
              + " of "
              + status.landed().repository());
    }
    if (status.rescueRef() != null) {
      output.line("rescue:   " + status.rescueRef());
    }
    if (status.exitCode() != null) {
      output.line("exit:     " + status.exitCode());
    }
    if (!status.logTail().isBlank()) {
      output.line("log:");
      status.logTail().lines().forEach(line -> output.line("  " + Printable.lines(line)));
    }
  }

  /** A command about one issue. */
  abstract static class OfOneIssue extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    @Parameters(paramLabel = "KEY", description = "owner/repo#7 or task/<id>")
    String name = "";

    OfOneIssue(CliContext context) {
      super(context);
    }

    IssueKey key() {
      return IssueKeys.parse(name);
    }

    static IssueStatus status(WorkflowClient client, IssueKey key) {
      return find(client, key)
          .orElseThrow(
              () ->
                  new CliProblem(
                      ExitCode.CONFLICT,
                      "issue " + key + " has not been started",
                      "Temporal has no workflow " + key.workflowId(),
                      "wavewright wave status"));
    }

    static Optional<IssueStatus> find(WorkflowClient client, IssueKey key) {
      try {
        return Optional.of(stub(client, key).status());
      } catch (WorkflowNotFoundException e) {
        return Optional.empty();
      }
    }

    static IssueWorkflow stub(WorkflowClient client, IssueKey key) {
      return client.newWorkflowStub(IssueWorkflow.class, key.workflowId());
    }

    HostAnswer ask(TemporalAccess.Connection connection, Subject subject) {
      IssueKey key = key();
      @Nullable ProjectSettings settings =
          project
              .find(context)
              .map(file -> project.require(context))
              .map(ProjectConfiguration::settings)
              .orElse(null);
      @Nullable HostId host = find(connection.client(), key).map(IssueStatus::host).orElse(null);
      return new Inquiries(connection.client())
          .ask(
              host == null ? new Gate(connection.client()).anyHost() : host,
              new HostQuestion(
                  subject,
                  settings == null ? "" : settings.project(),
                  settings == null ? null : settings.state(),
                  key));
    }

    void printText(CommandOutput output, HostAnswer answer) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("key", key());
      data.put("text", answer.text());
      data.put("truncated", answer.truncated());
      if (answer.truncated()) {
        output.warning("only the end is shown: the whole is longer than 256 KiB");
      }
      output.data(data);
      answer.text().lines().forEach(line -> output.line(Printable.lines(line)));
    }
  }

  @Command(
      name = "show",
      description = "Phase, reason, attempts, evidence.",
      mixinStandardHelpOptions = true)
  static final class Show extends OfOneIssue {
    @Option(names = "--prompt", description = "What the agent is told.")
    boolean prompt;

    Show(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      if (prompt) {
        printText(output, ask(connection, Subject.PROMPT));
        return ExitCode.DONE;
      }
      IssueStatus status = status(connection.client(), key());
      output.data(status);
      print(output, status);
      return ExitCode.DONE;
    }
  }

  @Command(name = "logs", description = "The agent's log.", mixinStandardHelpOptions = true)
  static final class Logs extends OfOneIssue {
    Logs(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      printText(output, ask(connection, Subject.AGENT_LOG));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "diff",
      description = "What the session changed against its base.",
      mixinStandardHelpOptions = true)
  static final class Diff extends OfOneIssue {
    Diff(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      printText(output, ask(connection, Subject.DIFF));
      return ExitCode.DONE;
    }
  }

  /** A command that sends a signal and waits until it shows. */
  abstract static class Act extends OfOneIssue {
    @Option(names = "--dry-run", description = "Say what would be sent.")
    boolean dryRun;

    Act(CliContext context) {
      super(context);
    }

    ExitCode act(
        CommandOutput output,
        WorkflowClient client,
        String what,
        Consumer<IssueWorkflow> signal,
        Predicate<IssueStatus> shown)
        throws InterruptedException {
      IssueKey key = key();
      if (!dryRun) {
        send(client, key, signal);
      }
      IssueStatus status = dryRun ? status(client, key) : await(client, key, what, shown);
      output.data(status);
      output.line((dryRun ? "would " : "") + what + " " + key + ": " + status.phase().word());
      return ExitCode.DONE;
    }

    private static void send(WorkflowClient client, IssueKey key, Consumer<IssueWorkflow> signal) {
      try {
        signal.accept(stub(client, key));
      } catch (WorkflowNotFoundException e) {
        throw new CliProblem(
            ExitCode.CONFLICT,
            "issue " + key + " is not running",
            "it has ended, or was never started",
            "wavewright issue show '" + key + "'",
            e);
      }
    }

    private static IssueStatus await(
        WorkflowClient client, IssueKey key, String what, Predicate<IssueStatus> shown)
        throws InterruptedException {
      long end = System.nanoTime() + TAKES_EFFECT.toNanos();
      while (true) {
        IssueStatus status = status(client, key);
        if (shown.test(status)) {
          return status;
        }
        if (System.nanoTime() > end) {
          throw new CliProblem(
              ExitCode.TIMED_OUT,
              what + " was sent to " + key + ", which is still " + status.phase().word(),
              "",
              "wavewright issue show '" + key + "'");
        }
        Thread.sleep(100);
      }
    }

    /** Returns what the issue tells, empty if its workflow is gone or closed without an end. */
    Optional<IssueStatus> openIssue(WorkflowClient client) {
      IssueKey key = key();
      try {
        boolean open =
            client.newUntypedWorkflowStub(key.workflowId()).describe().getStatus()
                == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        return find(client, key).filter(status -> open || status.phase().isFinal());
      } catch (WorkflowNotFoundException e) {
        return Optional.empty();
      }
    }

    /** Acts on an issue that only its wave knows: never started, or its workflow is gone. */
    ExitCode actInWave(
        CommandOutput output,
        WorkflowClient client,
        String what,
        Consumer<WaveWorkflow> signal,
        Predicate<Phase> shown)
        throws InterruptedException {
      IssueKey key = key();
      WaveWorkflow wave = owner(client, key);
      if (!dryRun) {
        signal.accept(wave);
        long end = System.nanoTime() + TAKES_EFFECT.toNanos();
        while (!shown.test(phaseIn(wave, key).orElseThrow())) {
          if (System.nanoTime() > end) {
            throw new CliProblem(
                ExitCode.CONFLICT,
                what + " does not fit " + key + ", which is " + phaseIn(wave, key).orElseThrow(),
                "",
                "wavewright wave status");
          }
          Thread.sleep(100);
        }
      }
      Phase phase = phaseIn(wave, key).orElseThrow();
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("key", key);
      data.put("phase", phase);
      output.data(data);
      output.line((dryRun ? "would " : "") + what + " " + key + ": " + phase.word());
      return ExitCode.DONE;
    }

    private static WaveWorkflow owner(WorkflowClient client, IssueKey key) {
      return new WorkflowFinder(client)
          .find("WaveWorkflow", "wave/").stream()
              .filter(WorkflowFinder.Found::open)
              .map(found -> client.newWorkflowStub(WaveWorkflow.class, found.workflowId()))
              .filter(wave -> phaseIn(wave, key).isPresent())
              .findFirst()
              .orElseThrow(
                  () ->
                      new CliProblem(
                          ExitCode.CONFLICT,
                          "no running wave has issue " + key,
                          "",
                          "wavewright status"));
    }

    private static Optional<Phase> phaseIn(WaveWorkflow wave, IssueKey key) {
      return wave.status().issues().stream()
          .filter(line -> line.key().equals(key))
          .map(WaveStatus.IssueLine::phase)
          .findFirst();
    }

    static CliProblem notParked(IssueStatus status) {
      return new CliProblem(
          ExitCode.CONFLICT,
          "issue " + status.key() + " is " + status.phase().word() + ", not parked",
          "only a parked issue waits for this",
          "wavewright issue show '" + status.key() + "'");
    }
  }

  @Command(
      name = "retry",
      description = "Start a parked issue again, with fresh rounds and attempts.",
      mixinStandardHelpOptions = true)
  static final class Retry extends Act {
    Retry(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Optional<IssueStatus> status = openIssue(connection.client());
      if (status.isEmpty()) {
        return actInWave(
            output,
            connection.client(),
            "retry",
            wave -> wave.retry(key().value()),
            phase -> phase != Phase.PARKED);
      }
      if (status.get().phase() != Phase.PARKED) {
        throw notParked(status.get());
      }
      return act(
          output,
          connection.client(),
          "retry",
          issue -> issue.retry(Prompts.whoAsks(context)),
          after -> after.phase() != Phase.PARKED);
    }
  }

  @Command(
      name = "skip",
      description = "Give a parked, held or waiting issue up.",
      mixinStandardHelpOptions = true)
  static final class Skip extends Act {
    Skip(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Optional<IssueStatus> status = find(connection.client(), key());
      if (status.isEmpty()) {
        return actInWave(
            output,
            connection.client(),
            "skip",
            wave -> wave.skip(key().value()),
            phase -> phase == Phase.SKIPPED);
      }
      if (status.get().phase() != Phase.PARKED) {
        throw notParked(status.get());
      }
      return act(
          output,
          connection.client(),
          "skip",
          issue -> issue.skip(Prompts.whoAsks(context)),
          after -> after.phase() == Phase.SKIPPED);
    }
  }

  @Command(
      name = "cancel",
      description = "End an issue at any phase; its work stays on a rescue ref.",
      mixinStandardHelpOptions = true)
  static final class Cancel extends Act {
    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    Cancel(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      if (!dryRun && !yes && !Prompts.confirm(context, "cancel " + name + "?")) {
        output.note("nothing was cancelled");
        return ExitCode.DONE;
      }
      return act(
          output,
          connection.client(),
          "cancel",
          issue -> issue.cancel(Prompts.whoAsks(context)),
          after -> after.phase().isFinal());
    }
  }
}
