package dev.wavewright.it;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a running installation answers now; every question is asked over a connection of its own.
 */
final class LiveStack {
  private final Installation installation;

  LiveStack(Installation installation) {
    this.installation = installation;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.remove(Stack.ADDRESS_VARIABLE);
    environment.putAll(installation.environment());
    return environment;
  }

  /** Returns what the stack's file says. */
  StackRecord record() {
    return new StackFile(StackFolders.of(environment())).read().orElseThrow();
  }

  /** Returns the last that the supervisor said. */
  String supervisorsWords() throws IOException {
    List<String> lines =
        Files.readAllLines(StackFolders.of(environment()).logs().resolve("supervisor.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
  }

  /** Returns the process of a part that lives or is about to be replaced. */
  StackRecord.RunningProcess part(String name) {
    return record().process(name).orElseThrow();
  }

  /** Asks an issue where it is; one that was not started yet waits for its dependencies. */
  Phase phase(String key) {
    try (Stack.Connection connection = Stack.connect(environment())) {
      return connection
          .client()
          .newWorkflowStub(IssueWorkflow.class, workflow(key))
          .status()
          .phase();
    } catch (WorkflowNotFoundException notStarted) {
      return Phase.WAITING_DEPENDENCIES;
    }
  }

  static String workflow(String key) {
    return new IssueKey(key).workflowId();
  }

  /** Asks the gate who holds what. */
  List<CapacityView.Holding> holding() {
    return gate().holding();
  }

  /** Asks the gate for all that it shows. */
  CapacityView gate() {
    try (Stack.Connection connection = Stack.connect(environment())) {
      return connection
          .client()
          .newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID)
          .view();
    }
  }

  /** Returns the activities that a workflow waits for. */
  List<PendingActivityInfo> pending(String workflow) {
    try (Stack.Connection connection = Stack.connect(environment())) {
      return connection
          .client()
          .getWorkflowServiceStubs()
          .blockingStub()
          .describeWorkflowExecution(
              DescribeWorkflowExecutionRequest.newBuilder()
                  .setNamespace(Stack.NAMESPACE)
                  .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                  .build())
          .getPendingActivitiesList();
    }
  }
}
