package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Awaiting;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wavewright issue}: what is done to an issue. */
final class IssueActions {
  private IssueActions() {}

  /** A command that sends a signal and waits until it shows. */
  abstract static class Act extends IssueCommands.OfOneIssue {
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
      return Awaiting.until(
          () -> status(client, key),
          shown,
          status ->
              new CliProblem(
                  ExitCode.TIMED_OUT,
                  what + " was sent to " + key + ", which is still " + status.phase().word(),
                  "",
                  "wavewright issue show '" + key + "'"));
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
      IssueInWave found =
          IssueInWave.find(client, key)
              .orElseThrow(
                  () ->
                      new CliProblem(
                          ExitCode.CONFLICT,
                          "no running wave has issue " + key,
                          "",
                          "wavewright status"));
      Supplier<Phase> look = () -> found.now().phase();
      if (!dryRun) {
        signal.accept(found.wave());
      }
      Phase phase =
          dryRun
              ? look.get()
              : Awaiting.until(
                  look,
                  shown,
                  still ->
                      new CliProblem(
                          ExitCode.CONFLICT,
                          what + " does not fit " + key + ", which is " + still.word(),
                          "",
                          "wavewright wave status"));
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("key", key);
      data.put("phase", phase);
      output.data(data);
      output.line((dryRun ? "would " : "") + what + " " + key + ": " + phase.word());
      return ExitCode.DONE;
    }

    static CliProblem ended(IssueStatus status) {
      IssueStatus.Landed landed = status.landed();
      return new CliProblem(
          ExitCode.CONFLICT,
          "issue " + status.key() + " has ended: it is " + status.phase().word(),
          landed != null
              ? "it landed as " + landed.commit() + " on " + landed.branch()
              : status.rescueRef() != null ? "its work is kept as " + status.rescueRef() : "",
          "wavewright issue diff '" + status.key() + "'");
    }
  }

  /** Settles a parked issue: by itself, or by its wave where only that knows the issue. */
  abstract static class Settle extends Act {
    private final String word;
    private final Predicate<Phase> shown;

    Settle(CliContext context, String word, Predicate<Phase> shown) {
      super(context);
      this.word = word;
      this.shown = shown;
    }

    /** Returns the issue if it is there to settle itself. */
    abstract Optional<IssueStatus> own(WorkflowClient client);

    /** Returns why an issue that is not parked is left as it is. */
    abstract CliProblem refusal(IssueStatus status);

    abstract void tell(IssueWorkflow issue);

    abstract void tell(WaveWorkflow wave);

    /** Asks where it cannot be taken back; returns whether to go on. */
    abstract boolean mayAct();

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Optional<IssueStatus> status = own(connection.client());
      if (status.isPresent() && !status.get().phase().isForPeopleToSettle()) {
        throw refusal(status.get());
      }
      if (!dryRun && !mayAct()) {
        return Consent.declined(output);
      }
      if (status.isEmpty()) {
        return actInWave(output, connection.client(), word, this::tell, shown);
      }
      return act(output, connection.client(), word, this::tell, after -> shown.test(after.phase()));
    }
  }

  @Command(
      name = "retry",
      description =
          "Start a parked issue again, with fresh rounds and attempts; have one that waits for quota"
              + " go on now.",
      mixinStandardHelpOptions = true)
  static final class Retry extends Settle {
    Retry(CliContext context) {
      super(context, "retry", phase -> !phase.isForPeopleToSettle());
    }

    @Override
    Optional<IssueStatus> own(WorkflowClient client) {
      return openIssue(client);
    }

    @Override
    CliProblem refusal(IssueStatus status) {
      return new CliProblem(
          ExitCode.CONFLICT,
          "issue " + status.key() + " is " + status.phase().word() + ", not parked",
          "only a parked issue waits for this",
          "wavewright issue show '" + status.key() + "'");
    }

    @Override
    void tell(IssueWorkflow issue) {
      issue.retry(Prompts.whoAsks(context));
    }

    @Override
    void tell(WaveWorkflow wave) {
      wave.retry(key().value());
    }

    @Override
    boolean mayAct() {
      return true;
    }
  }

  @Command(
      name = "skip",
      description = "Give up an issue that is parked, held, or waits for dependencies or quota.",
      mixinStandardHelpOptions = true)
  static final class Skip extends Settle {
    @Mixin Consent consent = new Consent();

    Skip(CliContext context) {
      super(context, "skip", phase -> phase == Phase.SKIPPED);
    }

    @Override
    Optional<IssueStatus> own(WorkflowClient client) {
      return find(client, key());
    }

    @Override
    CliProblem refusal(IssueStatus status) {
      return status.phase().isFinal()
          ? ended(status)
          : new CliProblem(
              ExitCode.CONFLICT,
              "issue " + status.key() + " is " + status.phase().word() + " and cannot be skipped",
              "only an issue that is parked, held, or waits for its dependencies is given up so;"
                  + " cancel ends any other and keeps its work",
              "wavewright issue cancel '" + status.key() + "'");
    }

    @Override
    void tell(IssueWorkflow issue) {
      issue.skip(Prompts.whoAsks(context));
    }

    @Override
    void tell(WaveWorkflow wave) {
      wave.skip(key().value());
    }

    @Override
    boolean mayAct() {
      return consent.given(context, "skip " + key() + "? It will not be worked on");
    }
  }

  @Command(
      name = "cancel",
      description = "End an issue at any phase; its work stays on a rescue ref.",
      mixinStandardHelpOptions = true)
  static final class Cancel extends Act {
    @Mixin Consent consent = new Consent();

    Cancel(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Optional<IssueStatus> ended =
          find(connection.client(), key()).filter(status -> status.phase().isFinal());
      if (ended.isPresent()) {
        throw ended(ended.get());
      }
      if (!dryRun
          && !consent.given(context, "cancel " + key() + "? Its work stays on a rescue ref")) {
        return Consent.declined(output);
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
