package dev.wavewright.starter.cli;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import java.util.List;

/** What the server tells of activities. */
final class PendingActivities {
  private PendingActivities() {}

  /**
   * Returns the activities of a workflow that a worker is at.
   *
   * @throws io.grpc.StatusRuntimeException if there is no such workflow, or no answer
   */
  static List<PendingActivityInfo> started(WorkflowClient client, String workflow) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                .build())
        .getPendingActivitiesList()
        .stream()
        .filter(
            activity -> activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
        .toList();
  }
}
