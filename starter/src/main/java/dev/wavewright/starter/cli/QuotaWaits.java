package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.WorkflowFinder;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The issues that wait for their agent's account: the gate does not know of them. */
final class QuotaWaits {
  private QuotaWaits() {}

  /**
   * One such issue.
   *
   * @param detail which account, and until when
   * @param unblock what a person can do
   */
  record Line(IssueKey key, String title, String detail, String unblock) {}

  static List<Line> find(WorkflowClient client) throws InterruptedException {
    List<String> open = new WorkflowFinder(client).openIssuesIn(Phase.QUOTA_WAITING);
    return Together.ask(open, id -> ask(client, id)).values().stream()
        .filter(issue -> issue.phase() == Phase.QUOTA_WAITING)
        .map(issue -> new Line(issue.key(), issue.title(), issue.detail(), issue.unblock()))
        .sorted(Comparator.comparing(line -> line.key().value()))
        .toList();
  }

  private static Optional<IssueStatus> ask(WorkflowClient client, String workflowId) {
    try {
      return Optional.of(client.newWorkflowStub(IssueWorkflow.class, workflowId).status());
    } catch (WorkflowException | StatusRuntimeException e) {
      // It ended just now, or no worker answers.
      return Optional.empty();
    }
  }
}
