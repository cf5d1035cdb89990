package dev.wavewright.it;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.merge.MergeQueueView;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a running installation answers now, without its command line. After a question that nobody
 * answered the next one is asked over another connection: the server may have been replaced.
 */
final class LiveStack implements AutoCloseable {
  private final Map<String, String> environment = new TreeMap<>(System.getenv());
  private final StackFolders folders;
  private Stack.@Nullable Connection connection;

  LiveStack(Installation installation) {
    environment.remove(Stack.ADDRESS_VARIABLE);
    environment.putAll(installation.environment());
    folders = StackFolders.of(environment);
  }

  private <T> T ask(Function<WorkflowClient, T> question) {
    Stack.Connection open = connection;
    if (open == null) {
      open = Stack.connect(environment);
      connection = open;
    }
    try {
      return question.apply(open.client());
    } catch (StatusRuntimeException | WorkflowServiceException e) {
      close();
      throw e;
    }
  }

  /** Returns what the stack's file says. */
  StackRecord record() {
    return new StackFile(folders).read().orElseThrow();
  }

  /** Returns the last that the supervisor said. */
  String supervisorsWords() throws IOException {
    List<String> lines = Files.readAllLines(folders.logs().resolve("supervisor.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
  }

  /** Returns the process of a part that lives or is about to be replaced. */
  StackRecord.RunningProcess part(String name) {
    return record().process(name).orElseThrow();
  }

  /** Returns the pid of a part as the stack's file has it; empty if there is no such part. */
  Optional<Long> pid(String part) {
    return record().process(part).map(StackRecord.RunningProcess::pid);
  }

  /** Asks an issue where it is; one that was not started yet waits for its dependencies. */
  Phase phase(String key) {
    return ask(
        client -> {
          try {
            return client.newWorkflowStub(IssueWorkflow.class, workflow(key)).status().phase();
          } catch (WorkflowNotFoundException notStarted) {
            return Phase.WAITING_DEPENDENCIES;
          }
        });
  }

  static String workflow(String key) {
    return new IssueKey(key).workflowId();
  }

  /** Asks the gate for all that it shows. */
  CapacityView gate() {
    return ask(
        client -> client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).view());
  }

  /** Asks the gate who holds what. */
  List<CapacityView.Holding> holding() {
    return gate().holding();
  }

  /** Returns the issues of a project that hold a lease of this kind. */
  List<String> holding(String repositoryPrefix, LeaseKind kind) {
    return holding().stream()
        .filter(held -> held.kind() == kind)
        .map(held -> held.key().value())
        .filter(key -> key.startsWith(repositoryPrefix))
        .toList();
  }

  /** Returns the issues that wait at the gate, first the next. */
  List<String> waiting(String repositoryPrefix) {
    return gate().waiting().stream()
        .map(waits -> waits.key().value())
        .filter(key -> key.startsWith(repositoryPrefix))
        .toList();
  }

  /** Returns the ids of all workflows of a type. */
  List<String> ids(String type) {
    return ask(
        client ->
            client
                .listExecutions("WorkflowType = '" + type + "'")
                .map(found -> found.getExecution().getWorkflowId())
                .toList());
  }

  /** Ends a workflow; one that has ended is left as it is. */
  void terminate(String workflow) {
    boolean unused =
        ask(
            client -> {
              try {
                client.newUntypedWorkflowStub(workflow).terminate("the test is over");
                return true;
              } catch (WorkflowNotFoundException over) {
                return false;
              }
            });
  }

  /** Returns every event of a workflow, of all runs of its chain, oldest first. */
  List<HistoryEvent> events(String workflow) {
    return ask(client -> new Histories(client).events(workflow));
  }

  MergeQueueView merges(String repository) {
    return ask(
        client ->
            client
                .newWorkflowStub(
                    MergeQueueWorkflow.class, MergeQueueWorkflow.id(new RepositoryName(repository)))
                .view());
  }

  /** Returns the activities that a workflow waits for. */
  List<PendingActivityInfo> pending(String workflow) {
    return ask(
        client ->
            client
                .getWorkflowServiceStubs()
                .blockingStub()
                .describeWorkflowExecution(
                    DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(Stack.NAMESPACE)
                        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                        .build())
                .getPendingActivitiesList());
  }

  /** Returns the identity of the worker that runs this issue's agent now, as the server has it. */
  Optional<String> workerOf(String issue) {
    return pending(workflow(issue)).stream()
        .filter(activity -> activity.getActivityType().getName().equals("RunAgent"))
        .filter(
            activity -> activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
        .map(PendingActivityInfo::getLastWorkerIdentity)
        .findFirst();
  }

  /** The next question opens another connection. */
  @Override
  public void close() {
    Stack.Connection open = connection;
    if (open != null) {
      connection = null;
      open.close();
    }
  }
}
