package dev.wavewright.starter.stack;

import com.google.protobuf.Timestamp;
import dev.wavewright.workflows.model.Phase;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.filter.v1.WorkflowTypeFilter;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds workflows by type and id. A server lists with a delay of some moments; Temporal's test
 * server knows only the two older listings, which are used where the newer one is missing.
 */
public final class WorkflowFinder {
  private static final int MOST = 500;

  private final WorkflowServiceStubs service;
  private final String namespace;

  public WorkflowFinder(WorkflowClient client) {
    this.service = client.getWorkflowServiceStubs();
    this.namespace = client.getOptions().getNamespace();
  }

  /** A workflow found; of a chain of runs the last. */
  public record Found(String workflowId, boolean open, Instant started) {}

  /** Returns open workflows first, then the last started first. */
  public List<Found> find(String type, String idPrefix) {
    Map<String, Found> newest = new LinkedHashMap<>();
    for (WorkflowExecutionInfo info : list(type, idPrefix)) {
      String id = info.getExecution().getWorkflowId();
      if (!id.startsWith(idPrefix)) {
        continue;
      }
      Found found =
          new Found(
              id,
              info.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
              instant(info.getStartTime()));
      newest.merge(id, found, WorkflowFinder::later);
    }
    return newest.values().stream()
        .sorted(
            Comparator.comparing(Found::open)
                .reversed()
                .thenComparing(Comparator.comparing(Found::started).reversed())
                .thenComparing(Found::workflowId))
        .toList();
  }

  /** Returns the ids of open workflows, for one prefix after the other. */
  public List<String> open(String type, String... idPrefixes) {
    return Stream.of(idPrefixes)
        .flatMap(prefix -> find(type, prefix).stream())
        .filter(Found::open)
        .map(Found::workflowId)
        .toList();
  }

  /** Returns the ids of open issues that were in a phase when the server last listed them. */
  public List<String> openIssuesIn(Phase phase) {
    try {
      ListWorkflowExecutionsRequest request =
          ListWorkflowExecutionsRequest.newBuilder()
              .setNamespace(namespace)
              .setPageSize(MOST)
              .setQuery(
                  "WorkflowType = 'IssueWorkflow' AND ExecutionStatus = 'Running' AND Phase = '"
                      + phase.word()
                      + "'")
              .build();
      return Stack.readTwice(() -> service.blockingStub().listWorkflowExecutions(request))
          .getExecutionsList()
          .stream()
          .map(info -> info.getExecution().getWorkflowId())
          .toList();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
      return open("IssueWorkflow", "issue/", "task/");
    }
  }

  private static Found later(Found one, Found other) {
    if (one.open() != other.open()) {
      return one.open() ? one : other;
    }
    return one.started().isAfter(other.started()) ? one : other;
  }

  private List<WorkflowExecutionInfo> list(String type, String idPrefix) {
    try {
      ListWorkflowExecutionsRequest request =
          ListWorkflowExecutionsRequest.newBuilder()
              .setNamespace(namespace)
              .setPageSize(MOST)
              .setQuery(
                  "WorkflowType = '"
                      + type
                      + "' AND WorkflowId STARTS_WITH '"
                      + idPrefix.replace("'", "")
                      + "'")
              .build();
      return Stack.readTwice(() -> service.blockingStub().listWorkflowExecutions(request))
          .getExecutionsList();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
      return listOpenAndClosed(type);
    }
  }

  private List<WorkflowExecutionInfo> listOpenAndClosed(String type) {
    WorkflowTypeFilter filter = WorkflowTypeFilter.newBuilder().setName(type).build();
    List<WorkflowExecutionInfo> all = new ArrayList<>();
    all.addAll(
        service
            .blockingStub()
            .listOpenWorkflowExecutions(
                ListOpenWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(namespace)
                    .setMaximumPageSize(MOST)
                    .setTypeFilter(filter)
                    .build())
            .getExecutionsList());
    all.addAll(
        service
            .blockingStub()
            .listClosedWorkflowExecutions(
                ListClosedWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(namespace)
                    .setMaximumPageSize(MOST)
                    .setTypeFilter(filter)
                    .build())
            .getExecutionsList());
    return all;
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
