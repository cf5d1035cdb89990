package dev.wavewright.starter.gateway;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.grpc.StatusRuntimeException;
import io.temporal.api.filter.v1.StartTimeFilter;
import io.temporal.api.filter.v1.WorkflowTypeFilter;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks the workflows themselves. */
final class TemporalFacts implements Facts {
  private static final int MOST_WAVES = 50;

  private final WorkflowClient client;

  TemporalFacts(WorkflowClient client) {
    this.client = client;
  }

  @Override
  public boolean answers() {
    try {
      client
          .getWorkflowServiceStubs()
          .blockingStub()
          .withDeadlineAfter(3, TimeUnit.SECONDS)
          .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  @Override
  public Optional<CapacityView> gate() {
    try {
      return Optional.of(
          client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).view());
    } catch (WorkflowException | StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<WaveStatus> waves() {
    List<WaveStatus> waves = new ArrayList<>();
    for (WorkflowExecutionInfo open : openWaves()) {
      try {
        waves.add(
            client
                .newWorkflowStub(WaveWorkflow.class, open.getExecution().getWorkflowId())
                .status());
      } catch (WorkflowException | StatusRuntimeException e) {
        // It ended just now, or its worker restarts; the next look shows it.
      }
    }
    return List.copyOf(waves);
  }

  private List<WorkflowExecutionInfo> openWaves() {
    try {
      return client
          .getWorkflowServiceStubs()
          .blockingStub()
          .withDeadlineAfter(5, TimeUnit.SECONDS)
          .listOpenWorkflowExecutions(
              ListOpenWorkflowExecutionsRequest.newBuilder()
                  .setNamespace(Stack.NAMESPACE)
                  .setMaximumPageSize(MOST_WAVES)
                  .setStartTimeFilter(StartTimeFilter.getDefaultInstance())
                  .setTypeFilter(WorkflowTypeFilter.newBuilder().setName("WaveWorkflow"))
                  .build())
          .getExecutionsList();
    } catch (StatusRuntimeException e) {
      return List.of();
    }
  }
}
