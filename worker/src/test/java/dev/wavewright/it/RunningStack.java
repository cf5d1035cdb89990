package dev.wavewright.it;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.merge.MergeQueueView;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.RepositoryName;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Looks at an installation's stack without its command line. */
final class RunningStack implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Map<String, String> environment = new TreeMap<>(System.getenv());
  private final Stack.Connection connection;

  RunningStack(Installation installation) {
    environment.remove(Stack.ADDRESS_VARIABLE);
    environment.putAll(installation.environment());
    connection = Stack.connect(environment);
  }

  /** Returns the pid of a part as the stack's file has it; empty if there is no such part. */
  Optional<Long> pid(String part) {
    return new StackFile(StackFolders.of(environment))
        .read()
        .flatMap(record -> record.process(part))
        .map(StackRecord.RunningProcess::pid);
  }

  CapacityView gate() {
    return connection.client().newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).view();
  }

  /** Returns the issues of a project that hold a lease of this kind. */
  List<String> holding(String repositoryPrefix, LeaseKind kind) {
    return gate().holding().stream()
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

  MergeQueueView merges(String repository) {
    return connection
        .client()
        .newWorkflowStub(
            MergeQueueWorkflow.class, MergeQueueWorkflow.id(new RepositoryName(repository)))
        .view();
  }

  /** Returns the identity of the worker that runs this issue's agent now, as the server has it. */
  Optional<String> workerOf(String issue) {
    return connection
        .client()
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(Stack.NAMESPACE)
                .setExecution(
                    WorkflowExecution.newBuilder().setWorkflowId(new IssueKey(issue).workflowId()))
                .build())
        .getPendingActivitiesList()
        .stream()
        .filter(activity -> activity.getActivityType().getName().equals("RunAgent"))
        .filter(
            activity -> activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
        .map(PendingActivityInfo::getLastWorkerIdentity)
        .findFirst();
  }

  /** Waits until the condition holds; what cannot answer meanwhile is asked again. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plus(SOON);
    String seen = "";
    while (Instant.now().isBefore(deadline)) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (StatusRuntimeException | WorkflowServiceException e) {
        seen = " (" + e + ")";
      }
      Thread.sleep(LOOK.toMillis());
    }
    throw new AssertionError("not within " + SOON.toSeconds() + " s: " + what + seen);
  }

  @Override
  public void close() {
    connection.close();
  }
}
