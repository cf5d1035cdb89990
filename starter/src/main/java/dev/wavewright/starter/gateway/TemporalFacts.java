package dev.wavewright.starter.gateway;

import com.google.protobuf.Timestamp;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.filter.v1.StartTimeFilter;
import io.temporal.api.filter.v1.WorkflowTypeFilter;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowTargetOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks the workflows themselves. */
final class TemporalFacts implements Facts {
  private static final int MOST_WAVES = 50;
  private static final int ENDED_SHOWN = 10;
  private static final int MOST_PARKED = 50;
  private static final String PARKED =
      "WorkflowType = 'IssueWorkflow' AND ExecutionStatus = 'Running' AND Phase IN ('parked',"
          + " 'needs-input')";

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

  @Override
  public List<EndedWave> endedWaves() {
    List<EndedWave> ended = new ArrayList<>();
    try {
      for (WorkflowExecutionInfo closed : closedWaves()) {
        // A run that only goes on as another one is no end.
        if (closed.getStatus()
            != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW) {
          ended.add(
              new EndedWave(
                  closed.getExecution().getWorkflowId(),
                  instant(closed.getStartTime()),
                  instant(closed.getCloseTime()),
                  result(closed)));
        }
      }
    } catch (StatusRuntimeException e) {
      // The next look shows them.
    }
    return ended.stream()
        .sorted(Comparator.comparing(EndedWave::ended).reversed())
        .limit(ENDED_SHOWN)
        .toList();
  }

  private List<WorkflowExecutionInfo> closedWaves() {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(5, TimeUnit.SECONDS)
        .listClosedWorkflowExecutions(
            ListClosedWorkflowExecutionsRequest.newBuilder()
                .setNamespace(Stack.NAMESPACE)
                .setMaximumPageSize(2 * ENDED_SHOWN)
                .setStartTimeFilter(StartTimeFilter.getDefaultInstance())
                .setTypeFilter(WorkflowTypeFilter.newBuilder().setName("WaveWorkflow"))
                .build())
        .getExecutionsList();
  }

  /** Reads only the last event of its history. */
  private @Nullable WaveStatus result(WorkflowExecutionInfo closed) {
    if (closed.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED) {
      return null;
    }
    try {
      return client
          .newUntypedWorkflowStub(
              WorkflowTargetOptions.newBuilder()
                  .setWorkflowExecution(closed.getExecution())
                  .build())
          .getResult(5, TimeUnit.SECONDS, WaveStatus.class);
    } catch (TimeoutException | WorkflowException | StatusRuntimeException e) {
      return null;
    }
  }

  @Override
  public List<IssueStatus> parked() {
    List<IssueStatus> parked = new ArrayList<>();
    try {
      for (WorkflowExecutionInfo found :
          client
              .getWorkflowServiceStubs()
              .blockingStub()
              .withDeadlineAfter(5, TimeUnit.SECONDS)
              .listWorkflowExecutions(
                  ListWorkflowExecutionsRequest.newBuilder()
                      .setNamespace(Stack.NAMESPACE)
                      .setPageSize(MOST_PARKED)
                      .setQuery(PARKED)
                      .build())
              .getExecutionsList()) {
        parked.add(
            client
                .newWorkflowStub(IssueWorkflow.class, found.getExecution().getWorkflowId())
                .status());
      }
    } catch (WorkflowException | StatusRuntimeException e) {
      // It ended just now, or its worker restarts; the next look shows it.
    }
    return parked.stream().filter(issue -> issue.phase().isForPeople()).toList();
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
