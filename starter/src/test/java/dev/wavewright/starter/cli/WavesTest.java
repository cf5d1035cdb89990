package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.IssueReport;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.client.WorkflowStub;
import java.util.Collections;
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
    List<String> asked = new CopyOnWriteArrayList<>();
    Waves waves =
        new Waves(
            Queries.shown(
                client, query -> asked.add(query.getWorkflowExecution().getWorkflowId())));

    waves.view(WAVE, null, false);
    waves.view(WAVE, null, false);
    assertThat(Collections.frequency(asked, FIRST.workflowId()))
        .as("the wave has not seen its end")
        .isEqualTo(2);

    client
        .newWorkflowStub(WaveWorkflow.class, WAVE.workflowId())
        .report(new IssueReport(FIRST, Phase.DONE, null, null, FakeWorkflows.THEN));
    WaveView landed = waves.view(WAVE, null, false);
    WaveView later = waves.view(WAVE, null, false);

    assertThat(Collections.frequency(asked, FIRST.workflowId())).isEqualTo(3);
    assertThat(landed).isEqualTo(later);
    assertThat(later.issues().getFirst().landed()).isNotNull();
  }
}
