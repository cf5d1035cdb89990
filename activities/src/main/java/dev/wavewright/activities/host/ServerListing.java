package dev.wavewright.activities.host;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Asks Temporal's visibility. */
public final class ServerListing implements Listing {
  /** Under these names a task carries its project and its title. */
  private static final String PROJECT = "Project";

  private static final String TITLE = "Title";
  private static final int PAGE = 1_000;

  /** More than the gate takes in flight and in line. */
  private static final int MOST_OPEN = 5_000;

  private static final int MOST_ENDED = 500;
  private static final int SECONDS = 10;

  private final WorkflowClient client;
  private final DataConverter plain = DefaultDataConverter.newDefaultInstance();

  public ServerListing(WorkflowClient client) {
    this.client = client;
  }

  @Override
  public List<Listed> openIssues() {
    return list("WorkflowType = 'IssueWorkflow' AND ExecutionStatus = 'Running'", MOST_OPEN);
  }

  @Override
  public List<Listed> expiredIssues(Instant from) {
    return list(
        "WorkflowType = 'IssueWorkflow' AND ExecutionStatus = 'Completed' AND Phase = 'expired'"
            + " AND CloseTime >= '"
            + from
            + "'",
        MOST_ENDED);
  }

  @Override
  public List<Listed> endedWaves(String project, Instant from) {
    return list(
        "WorkflowType = 'WaveWorkflow' AND WorkflowId STARTS_WITH 'wave/"
            + project
            + "/' AND ExecutionStatus != 'Running' AND ExecutionStatus != 'ContinuedAsNew'"
            + " AND CloseTime >= '"
            + from
            + "'",
        MOST_ENDED);
  }

  private List<Listed> list(String query, int most) {
    List<Listed> found = new ArrayList<>();
    ByteString page = ByteString.EMPTY;
    do {
      ListWorkflowExecutionsResponse answer =
          client
              .getWorkflowServiceStubs()
              .blockingStub()
              .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
              .listWorkflowExecutions(
                  ListWorkflowExecutionsRequest.newBuilder()
                      .setNamespace(client.getOptions().getNamespace())
                      .setPageSize(Math.min(PAGE, most))
                      .setNextPageToken(page)
                      .setQuery(query)
                      .build());
      answer.getExecutionsList().forEach(each -> found.add(listed(each)));
      page = answer.getNextPageToken();
    } while (!page.isEmpty() && found.size() < most);
    return List.copyOf(found);
  }

  private Listed listed(WorkflowExecutionInfo info) {
    return new Listed(
        info.getExecution().getWorkflowId(),
        info.getExecution().getRunId(),
        instant(info.getStartTime()),
        info.hasCloseTime() ? instant(info.getCloseTime()) : null,
        how(info.getStatus()),
        attribute(info, "Phase"),
        attribute(info, "Repository"),
        attribute(info, "Wave"),
        memo(info, PROJECT),
        memo(info, TITLE));
  }

  private static String how(WorkflowExecutionStatus status) {
    return switch (status) {
      case WORKFLOW_EXECUTION_STATUS_FAILED,
          WORKFLOW_EXECUTION_STATUS_CANCELED,
          WORKFLOW_EXECUTION_STATUS_TERMINATED,
          WORKFLOW_EXECUTION_STATUS_TIMED_OUT ->
          status
              .name()
              .substring("WORKFLOW_EXECUTION_STATUS_".length())
              .toLowerCase(Locale.ROOT)
              .replace('_', ' ');
      case WORKFLOW_EXECUTION_STATUS_COMPLETED,
          WORKFLOW_EXECUTION_STATUS_RUNNING,
          WORKFLOW_EXECUTION_STATUS_PAUSED,
          WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW,
          WORKFLOW_EXECUTION_STATUS_UNSPECIFIED,
          UNRECOGNIZED ->
          "";
    };
  }

  private String attribute(WorkflowExecutionInfo info, String name) {
    Payload payload = info.getSearchAttributes().getIndexedFieldsMap().get(name);
    return payload == null ? "" : text(plain, payload);
  }

  private String memo(WorkflowExecutionInfo info, String name) {
    Payload payload = info.getMemo().getFieldsMap().get(name);
    return payload == null ? "" : text(client.getOptions().getDataConverter(), payload);
  }

  private static String text(DataConverter converter, Payload payload) {
    try {
      String text = converter.fromPayload(payload, String.class, String.class);
      return text == null ? "" : text;
    } catch (DataConverterException e) {
      return "";
    }
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
