package dev.wavewright.activities.host;

import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.wave.WaveActivities;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at issue workflows one by one: workflow state, never visibility. */
public final class IssueRuns implements WaveActivities {
  private final WorkflowClient client;

  public IssueRuns(WorkflowClient client) {
    this.client = client;
  }

  @Override
  public List<IssueRun> describeIssues(List<RunOfIssue> runs) {
    return runs.stream().map(this::describe).toList();
  }

  private IssueRun describe(RunOfIssue run) {
    return describe(run, WorkflowTargetOptions.newBuilder().setRunId(run.run()));
  }

  private IssueRun describe(RunOfIssue run, WorkflowTargetOptions.Builder which) {
    WorkflowStub issue = client.newUntypedWorkflowStub(which.setWorkflowId(run.workflow()).build());
    WorkflowExecutionStatus status;
    try {
      status = issue.describe().getStatus();
    } catch (WorkflowNotFoundException e) {
      return new IssueRun(run, false, null);
    }
    return switch (status) {
      case WORKFLOW_EXECUTION_STATUS_COMPLETED -> new IssueRun(run, false, result(issue));
      case WORKFLOW_EXECUTION_STATUS_FAILED,
          WORKFLOW_EXECUTION_STATUS_CANCELED,
          WORKFLOW_EXECUTION_STATUS_TERMINATED,
          WORKFLOW_EXECUTION_STATUS_TIMED_OUT ->
          new IssueRun(run, false, null);
      case WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW ->
          describe(run, WorkflowTargetOptions.newBuilder());
      // What the server does not say is taken as open.
      case WORKFLOW_EXECUTION_STATUS_RUNNING,
          WORKFLOW_EXECUTION_STATUS_PAUSED,
          WORKFLOW_EXECUTION_STATUS_UNSPECIFIED,
          UNRECOGNIZED ->
          new IssueRun(run, true, null);
    };
  }

  private static @Nullable IssueStatus result(WorkflowStub issue) {
    return issue.getResult(IssueStatus.class);
  }
}
