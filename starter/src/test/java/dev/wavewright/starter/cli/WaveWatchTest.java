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
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
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

    ExitCode code = watch(new Failing(2, Status.Code.INTERNAL));

    assertThat(code).isEqualTo(ExitCode.NOT_ALL_DONE);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("no answer (INTERNAL: a test's failure); looking again")
        .contains("waiting-for-people");
  }

  @Test
  @DisplayName("what will not pass ends a watch at once")
  void refused() {
    run("wave", "start", "--all");
    assertThatThrownBy(() -> watch(new Failing(1, Status.Code.PERMISSION_DENIED)))
        .isInstanceOfSatisfying(
            CliProblem.class,
            problem -> assertThat(problem.exitCode()).isEqualTo(ExitCode.CREDENTIALS));
  }

  private WaveWorkflow wave() {
    return client.newWorkflowStub(WaveWorkflow.class, WAVE.workflowId());
  }

  private ExitCode watch(Failing failing) throws InterruptedException {
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    CliContext context = new TestCommandLine(folder).with(client).context(stream, stream);
    return new WaveWatch(
            context,
            new CommandOutput(context, new OutputOptions(), "wave-watch"),
            new Waves(failing.before(client)))
        .follow(WAVE, null);
  }

  /** Lets the first queries fail. */
  private static final class Failing extends WorkflowClientInterceptorBase {
    private final AtomicInteger left;
    private final Status.Code code;

    Failing(int times, Status.Code code) {
      this.left = new AtomicInteger(times);
      this.code = code;
    }

    WorkflowClient before(WorkflowClient client) {
      return WorkflowClient.newInstance(
          client.getWorkflowServiceStubs(),
          WorkflowClientOptions.newBuilder(client.getOptions()).setInterceptors(this).build());
    }

    @Override
    public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
        WorkflowClientCallsInterceptor next) {
      return new WorkflowClientCallsInterceptorBase(next) {
        @Override
        public <R> QueryOutput<R> query(QueryInput<R> input) {
          if (left.getAndDecrement() > 0) {
            throw new WorkflowServiceException(
                input.getWorkflowExecution(),
                "WaveWorkflow",
                code.toStatus().withDescription("a test's failure").asRuntimeException());
          }
          return super.query(input);
        }
      };
    }
  }
}
