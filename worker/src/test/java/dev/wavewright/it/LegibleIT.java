package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealStack.class)
class LegibleIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static WorkflowClient client(WorkflowServiceStubs service) {
    return WorkflowClient.newInstance(
        service, WorkflowClientOptions.newBuilder().setNamespace("wavewright").build());
  }

  private static String address(Installation installation) throws Exception {
    Path stack = installation.path("state/wavewright/stack.json");
    JsonNode record = JsonMapper.builder().build().readTree(stack.toFile());
    return record.path("temporal").path("address").asText();
  }

  /** Waits until the repository's one place is taken; returns the number of the issue that runs. */
  private static int awaitImplementing(TestProject project) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      for (JsonNode issue : project.run("wave", "status", "read", "--json").data().path("issues")) {
        if (issue.path("phase").asText().equals("implementing")) {
          return issue.path("key").asText().endsWith("#1") ? 1 : 2;
        }
      }
    }
    throw new AssertionError("no issue is implementing");
  }

  @Test
  @DisplayName(
      "every open workflow of a running wave has a summary and details with phase, reason and next"
          + " action, and every pending activity a summary")
  void runningWaveReadsInTheWebUi(Installation installation) throws Exception {
    TestProject project =
        TestProject.named(installation, "legible")
            .repository("page", "true")
            .issue("page", 1, "", "sleep 20s", "write a <<END", "a", "END")
            .issue("page", 2, "", "sleep 20s", "write b <<END", "b", "END")
            .write();
    project.run("wave", "start", "--all", "--name", "read").expect(0);
    int running = awaitImplementing(project);
    String runningIssue = "local/page#" + running;
    String runningId = "issue/local/page/" + running;
    String waitingId = "issue/local/page/" + (3 - running);

    WorkflowServiceStubs service =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address(installation)).build());
    try {
      WorkflowClient client = client(service);
      for (String id :
          List.of(
              "wave/legible/read",
              "issue/local/page/1",
              "issue/local/page/2",
              "capacity/main",
              "merge/local/page")) {
        assertLegible(client, id);
      }
      String runningDetails = details(client, runningId);
      assertThat(runningDetails).contains("implementing").contains("local/page");
      String waitingDetails = details(client, waitingId);
      assertThat(waitingDetails).contains("queued").containsIgnoringCase("next");
      assertThat(details(client, "wave/legible/read"))
          .contains("local/page#1")
          .contains("local/page#2");
      assertThat(summaryOfPendingActivity(client, runningId))
          .contains("implement")
          .contains(runningIssue);

      WorkflowExecutionDescription issue = client.newUntypedWorkflowStub(runningId).describe();
      assertThat(attribute(issue, "Repository")).isEqualTo("local/page");
      assertThat(attribute(issue, "Wave")).isEqualTo("legible/read");
      assertThat(attribute(issue, "Phase")).isEqualTo("implementing");
      assertThat(attribute(issue, "Host")).isNotBlank();
      assertThat(issue.getTypedSearchAttributes().get(SearchAttributeKey.forLong("Priority")))
          .isEqualTo(2L);
    } finally {
      service.shutdownNow();
    }
    project.run("wave", "cancel", "read").expect(0);
  }

  private static String attribute(WorkflowExecutionDescription issue, String name) {
    return String.valueOf(
        issue.getTypedSearchAttributes().get(SearchAttributeKey.forKeyword(name)));
  }

  private static void assertLegible(WorkflowClient client, String id) {
    WorkflowExecutionDescription found = client.newUntypedWorkflowStub(id).describe();
    assertThat(found.getStaticSummary()).as("summary of %s", id).isNotBlank();
    assertThat(details(client, id)).as("details of %s", id).isNotBlank();
  }

  private static String details(WorkflowClient client, String id) {
    WorkflowStub stub = client.newUntypedWorkflowStub(id);
    return stub.query("__temporal_workflow_metadata", WorkflowMetadata.class).getCurrentDetails();
  }

  private static String summaryOfPendingActivity(WorkflowClient client, String id) {
    HistoryEvent scheduled =
        client
            .streamHistory(id)
            .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
            .reduce((earlier, later) -> later)
            .orElseThrow();
    Payload summary = scheduled.getUserMetadata().getSummary();
    return summary.getData().toStringUtf8();
  }
}
