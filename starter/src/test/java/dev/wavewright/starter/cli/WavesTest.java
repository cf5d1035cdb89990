package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.IssueReport;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WavesTest extends OnFakeStack {
  private static final WaveId WAVE = new WaveId("shop", "all");
  private static final IssueKey FIRST = new IssueKey("acme/api#1");

  @Test
  @DisplayName("a watch asks an issue that has landed once more, and one at work at every look")
  void endedIssuesAreAskedOnce() throws InterruptedException {
    run("wave", "start", "--all");
    startIssue(FIRST.value(), "quick");
    WorkflowStub.fromTyped(client.newWorkflowStub(IssueWorkflow.class, FIRST.workflowId()))
        .getResult(IssueStatus.class);
    Asked asked = new Asked();
    Waves waves = new Waves(asked.watching(client));

    waves.view(WAVE, null, false);
    waves.view(WAVE, null, false);
    assertThat(asked.of(FIRST)).as("the wave has not seen its end").isEqualTo(2);

    client
        .newWorkflowStub(WaveWorkflow.class, WAVE.workflowId())
        .report(new IssueReport(FIRST, Phase.DONE, null, null, FakeWorkflows.THEN));
    WaveView landed = waves.view(WAVE, null, false);
    WaveView later = waves.view(WAVE, null, false);

    assertThat(asked.of(FIRST)).isEqualTo(3);
    assertThat(landed).isEqualTo(later);
    assertThat(later.issues().getFirst().landed()).isNotNull();
  }

  /** Counts what is asked of workflows. */
  private static final class Asked extends WorkflowClientInterceptorBase {
    private final List<String> workflows = new CopyOnWriteArrayList<>();

    WorkflowClient watching(WorkflowClient client) {
      return WorkflowClient.newInstance(
          client.getWorkflowServiceStubs(),
          WorkflowClientOptions.newBuilder(client.getOptions()).setInterceptors(this).build());
    }

    long of(IssueKey key) {
      return workflows.stream().filter(key.workflowId()::equals).count();
    }

    @Override
    public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
        WorkflowClientCallsInterceptor next) {
      return new WorkflowClientCallsInterceptorBase(next) {
        @Override
        public <R> QueryOutput<R> query(QueryInput<R> input) {
          workflows.add(input.getWorkflowExecution().getWorkflowId());
          return super.query(input);
        }
      };
    }
  }
}
