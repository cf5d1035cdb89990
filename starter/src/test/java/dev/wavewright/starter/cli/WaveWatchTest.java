package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.IssueReport;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.grpc.Status;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowServiceException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WaveWatchTest extends OnFakeStack {
  private static final WaveId WAVE = new WaveId("shop", "all");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  @DisplayName("a look that gets no answer is told once and made again, and the watch goes on")
  void goesOn() throws InterruptedException {
    run("wave", "start", "--all");
    wave()
        .report(
            new IssueReport(
                new IssueKey("acme/api#1"), Phase.DONE, null, null, FakeWorkflows.THEN));
    wave()
        .report(
            new IssueReport(
                new IssueKey("acme/api#2"), Phase.PARKED, null, null, FakeWorkflows.THEN));

    ExitCode code = watch(failing(client, 2, Status.Code.INTERNAL));

    assertThat(code).isEqualTo(ExitCode.NOT_ALL_DONE);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("no answer (INTERNAL: a test's failure); looking again")
        .contains("waiting-for-people");
  }

  @Test
  @DisplayName("what will not pass ends a watch at once")
  void refused() {
    run("wave", "start", "--all");
    assertThatThrownBy(() -> watch(failing(client, 1, Status.Code.PERMISSION_DENIED)))
        .isInstanceOfSatisfying(
            CliProblem.class,
            problem -> assertThat(problem.exitCode()).isEqualTo(ExitCode.CREDENTIALS));
  }

  private WaveWorkflow wave() {
    return client.newWorkflowStub(WaveWorkflow.class, WAVE.workflowId());
  }

  private ExitCode watch(WorkflowClient failing) throws InterruptedException {
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    CliContext context = new TestCommandLine(folder).with(client).context(stream, stream);
    return new WaveWatch(
            context,
            new CommandOutput(context, new OutputOptions(), "wave-watch"),
            new Waves(failing))
        .follow(WAVE, null);
  }

  /** Lets the first queries fail. */
  private static WorkflowClient failing(WorkflowClient client, int times, Status.Code code) {
    AtomicInteger left = new AtomicInteger(times);
    return Queries.shown(
        client,
        query -> {
          if (left.getAndDecrement() > 0) {
            throw new WorkflowServiceException(
                query.getWorkflowExecution(),
                "WaveWorkflow",
                code.toStatus().withDescription("a test's failure").asRuntimeException());
          }
        });
  }
}
