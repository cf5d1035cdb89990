package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.TaskCommand.Data;
import dev.wavewright.starter.gate.Awaiting;
import dev.wavewright.starter.gate.Delegation.Delegate;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What becomes of a task that was just started. */
final class TaskProgress {
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final WorkflowClient client;
  private final ProjectSettings project;
  private final IssueWorkflow task;
  private final Gate gate;
  private final IssueKey key;
  private final Delegate delegate;
  private final long began;

  /**
   * @param began when its command began, as {@link System#nanoTime()} tells: patience counts from
   *     it
   */
  TaskProgress(
      WorkflowClient client, ProjectSettings project, IssueKey key, Delegate delegate, long began) {
    this.client = client;
    this.project = project;
    this.began = began;
    this.task = client.newWorkflowStub(IssueWorkflow.class, key.workflowId());
    this.gate = new Gate(client);
    this.key = key;
    this.delegate = delegate;
  }

  /** Waits until the task has asked the gate, so that its place can be told. */
  Data placed() throws InterruptedException {
    return Awaiting.last(
        ANSWER, this::place, data -> data.position() > 0 || data.phase() != Phase.QUEUED);
  }

  private Data place() {
    IssueStatus status = task.status();
    Optional<Waiting> waiting =
        gate.view().waiting().stream().filter(each -> each.key().equals(key)).findFirst();
    return new Data(
        key,
        waiting.map(Waiting::ticket).orElse(status.ticket()),
        waiting.map(Waiting::position).orElse(0),
        waiting.map(Waiting::expectedStart).orElse(null),
        status.phase(),
        waiting.isPresent() ? Delegate.NO : delegate,
        waiting.map(Waiting::reason).orElse(""),
        null);
  }

  /**
   * Tells each change until the task is done or a person must look.
   *
   * @param patience gives up after this long, also in the middle of a look
   */
  ExitCode follow(CommandOutput output, Optional<Duration> patience) throws InterruptedException {
    String before = "";
    @Nullable Phase phase = null;
    while (true) {
      Optional<IssueStatus> look = look(patience);
      if (look.isEmpty()) {
        throw new CliProblem(
            ExitCode.TIMED_OUT,
            key
                + (phase == null ? " has not answered" : " is " + phase.word())
                + " after "
                + Durations.format(patience.orElseThrow()),
            "it goes on",
            "wavewright issue show '" + key + "'");
      }
      IssueStatus status = look.get();
      phase = status.phase();
      String now = told(status);
      if (!now.equals(before)) {
        before = now;
        output.note(now);
      }
      if (status.phase().isFinal() || status.phase().isForPeople()) {
        output.data(
            new Data(
                key, status.ticket(), 0, null, status.phase(), delegate, status.detail(), status));
        IssueCommands.print(output, status);
        return status.phase() == Phase.DONE ? ExitCode.DONE : ExitCode.NOT_ALL_DONE;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private String told(IssueStatus status) {
    String why = status.reason() == null ? "" : "  " + status.reason().word();
    String detail =
        status.detail().isEmpty() ? "" : (why.isEmpty() ? "  " : ": ") + status.detail();
    return key + " " + status.phase().word() + Printable.shortened(why + detail, 200);
  }

  private IssueStatus look() {
    return SilentAgents.told(Waits.told(task.status(), gate::view), client, Optional.of(project));
  }

  /** Looks once; empty if patience is over before the look is. */
  private Optional<IssueStatus> look(Optional<Duration> patience) throws InterruptedException {
    if (patience.isEmpty()) {
      return Optional.of(look());
    }
    long left = began + patience.get().toNanos() - System.nanoTime();
    if (left <= 0) {
      return Optional.empty();
    }
    // The server holds a question back for as long as nobody answers it.
    CompletableFuture<IssueStatus> look =
        CompletableFuture.supplyAsync(this::look, run -> Thread.ofVirtual().start(run));
    try {
      return Optional.of(look.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }
}
