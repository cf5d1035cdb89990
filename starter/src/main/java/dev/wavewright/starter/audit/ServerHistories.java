package dev.wavewright.starter.audit;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Histories from a Temporal server. A chain is followed by what its runs say of each other; the
 * server's listing, which lags, only adds chains that ended earlier.
 */
final class ServerHistories implements Histories {
  private final WorkflowServiceStubs service;
  private final String namespace;

  ServerHistories(WorkflowClient client) {
    service = client.getWorkflowServiceStubs();
    namespace = client.getOptions().getNamespace();
  }

  @Override
  public List<WorkflowRun> runs(String workflow) {
    Map<String, WorkflowRun> found = new LinkedHashMap<>();
    Deque<String> wanted = new ArrayDeque<>(listed(workflow));
    execution(workflow).ifPresent(current -> wanted.addFirst(current.getExecution().getRunId()));
    while (!wanted.isEmpty()) {
      String run = wanted.removeFirst();
      if (run.isEmpty() || found.containsKey(run)) {
        continue;
      }
      Optional<WorkflowRun> read = read(workflow, run);
      if (read.isEmpty()) {
        continue;
      }
      found.put(run, read.get());
      wanted.addLast(read.get().previous());
      HistoryEvent last = read.get().last();
      if (last.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW) {
        wanted.addLast(
            last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId());
      }
    }
    return found.values().stream().sorted(Comparator.comparing(WorkflowRun::startedAt)).toList();
  }

  @Override
  public Standing standing(String workflow) {
    return execution(workflow)
        .map(
            info ->
                new Standing(
                    true,
                    info.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
                    first(workflow, info)))
        .orElse(Standing.UNKNOWN);
  }

  private String first(String workflow, WorkflowExecutionInfo info) {
    return info.getFirstRunId().isEmpty()
        ? read(workflow, info.getExecution().getRunId()).map(WorkflowRun::first).orElse("")
        : info.getFirstRunId();
  }

  private Optional<WorkflowExecutionInfo> execution(String workflow) {
    try {
      return Optional.of(
          service
              .blockingStub()
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(namespace)
                      .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                      .build())
              .getWorkflowExecutionInfo());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private List<String> listed(String workflow) {
    List<String> runs = new ArrayList<>();
    ByteString page = ByteString.EMPTY;
    try {
      do {
        ListWorkflowExecutionsResponse response =
            service
                .blockingStub()
                .listWorkflowExecutions(
                    ListWorkflowExecutionsRequest.newBuilder()
                        .setNamespace(namespace)
                        .setQuery("WorkflowId = '" + workflow.replace("'", "") + "'")
                        .setNextPageToken(page)
                        .build());
        response
            .getExecutionsList()
            .forEach(execution -> runs.add(execution.getExecution().getRunId()));
        page = response.getNextPageToken();
      } while (!page.isEmpty());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
    }
    return runs;
  }

  private Optional<WorkflowRun> read(String workflow, String run) {
    List<HistoryEvent> events = new ArrayList<>();
    ByteString page = ByteString.EMPTY;
    try {
      do {
        GetWorkflowExecutionHistoryResponse response =
            service
                .blockingStub()
                .getWorkflowExecutionHistory(
                    GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(
                            WorkflowExecution.newBuilder().setWorkflowId(workflow).setRunId(run))
                        .setNextPageToken(page)
                        .build());
        events.addAll(response.getHistory().getEventsList());
        page = response.getNextPageToken();
      } while (!page.isEmpty());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    return events.isEmpty()
        ? Optional.empty()
        : Optional.of(new WorkflowRun(workflow, run, events));
  }
}
