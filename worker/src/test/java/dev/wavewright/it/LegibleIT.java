package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@OnRealStack
class LegibleIT {
  private static final List<String> OF_THE_WAVE =
      List.of(
          "wave/legible/read",
          "issue/local/page/1",
          "issue/local/page/2",
          "capacity/main",
          "merge/local/page");

  /** Answer one question and are gone: nobody looks at them while they run. */
  private static final List<String> QUESTIONS = List.of("PlanWorkflow", "HostInquiryWorkflow");

  private static final Pattern REASON = Pattern.compile("^\\*\\*queued\\*\\* — (\\S+)");

  private static WorkflowClient client(WorkflowServiceStubs service) {
    return WorkflowClient.newInstance(
        service, WorkflowClientOptions.newBuilder().setNamespace("wavewright").build());
  }

  private static String address(Installation installation) throws Exception {
    Path stack = installation.path("state/wavewright/stack.json");
    JsonNode record = JsonMapper.builder().build().readTree(stack.toFile());
    return record.path("temporal").path("address").asText();
  }

  /** Waits until one issue has the repository's one place; returns the number of that issue. */
  private static int awaitOneAtWork(Installation installation) throws Exception {
    try (LiveStack stack = new LiveStack(installation)) {
      Await.until(
          "one issue at work and the other in the queue",
          () ->
              (stack.workerOf("local/page#1").isPresent() && waits(stack, 2))
                  || (stack.workerOf("local/page#2").isPresent() && waits(stack, 1)));
      return waits(stack, 2) ? 1 : 2;
    }
  }

  private static boolean waits(LiveStack stack, int number) {
    return stack.phase("local/page#" + number) == Phase.QUEUED;
  }

  @Test
  @DisplayName(
      "every open workflow of a running wave has a summary and details with phase, reason and next"
          + " action, and every pending activity a summary")
  void runningWaveReadsInTheWebUi(Installation installation) throws Exception {
    HeldAgents agents = new HeldAgents(installation, "legible");
    TestProject project =
        TestProject.named(installation, "legible")
            .repository("page", "true")
            .issue("page", 1, "", agents.hold("1"), "write a <<END", "a", "END")
            .issue("page", 2, "", agents.hold("2"), "write b <<END", "b", "END")
            .write();
    project.run("wave", "start", "--all", "--name", "read").expect(0);
    int running = awaitOneAtWork(installation);
    String runningIssue = "local/page#" + running;
    String runningId = "issue/local/page/" + running;
    String waitingId = "issue/local/page/" + (3 - running);

    WorkflowServiceStubs service =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address(installation)).build());
    try {
      WorkflowClient client = client(service);
      Await.until("the open workflows", () -> open(client).containsAll(OF_THE_WAVE));
      List<String> summaries = new ArrayList<>();
      for (String id : open(client)) {
        assertLegible(client, id);
        summaries.addAll(summariesOfPendingActivities(client, id));
      }
      assertThat(summaries)
          .doesNotContain("")
          .anyMatch(each -> each.contains("implement") && each.contains(runningIssue));
      assertThat(details(client, runningId))
          .startsWith("**implementing**")
          .contains("Next: nothing to do, work is under way")
          .contains("local/page");
      assertThat(details(client, waitingId)).startsWith("**queued** — ").contains("Next: `");
      assertThat(REASON.matcher(details(client, waitingId)).results().map(each -> each.group(1)))
          .singleElement()
          .isIn(Stream.of(WaitReason.values()).map(WaitReason::word).toList());
      assertThat(details(client, "wave/legible/read"))
          .startsWith("**running**")
          .contains("| why | next action |")
          .contains("local/page#1")
          .contains("local/page#2");

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

  /** Returns the ids of every workflow that is open and meant to be looked at. */
  private static List<String> open(WorkflowClient client) {
    return client
        .listExecutions("ExecutionStatus = 'Running'")
        .filter(each -> !QUESTIONS.contains(each.getWorkflowType()))
        .map(each -> each.getExecution().getWorkflowId())
        .toList();
  }

  /** Returns the summary of each pending activity; empty for one without. */
  private static List<String> summariesOfPendingActivities(WorkflowClient client, String id) {
    List<String> pending =
        client
            .newUntypedWorkflowStub(id)
            .describe()
            .getRawDescription()
            .getPendingActivitiesList()
            .stream()
            .map(PendingActivityInfo::getActivityId)
            .toList();
    return client
        .streamHistory(id)
        .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
        .filter(
            event ->
                pending.contains(event.getActivityTaskScheduledEventAttributes().getActivityId()))
        .map(event -> event.getUserMetadata().getSummary().getData().toStringUtf8())
        .toList();
  }
}
