package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.budget.BudgetWorkflowImpl;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.merge.MergeQueueState;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.usage.UsageWorkflowImpl;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands before {@link FakeWorkflows} on Temporal's test server. */
abstract class OnFakeStack {
  @TempDir Path folder;

  private TestWorkflowEnvironment temporal;
  WorkflowClient client;

  OnFakeStack() {
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .registerSearchAttribute("Wave", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute("Repository", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute("Priority", IndexedValueType.INDEXED_VALUE_TYPE_INT)
                .build());
    client = temporal.getWorkflowClient();
  }

  @BeforeEach
  void start() throws IOException {
    Worker worker = temporal.newWorker(Stack.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(
        FakeGate.class,
        FakeWorkflows.Planning.class,
        FakeWorkflows.Wave.class,
        FakeWorkflows.Issue.class,
        FakeWorkflows.Merges.class,
        FakeWorkflows.Inquiry.class,
        ToldTracker.Impl.class,
        BudgetWorkflowImpl.class,
        UsageWorkflowImpl.class);
    worker.registerActivitiesImplementations(new FakeAgent.Working());
    register(worker);
    temporal.start();
    WorkflowClient.start(gate()::run, CapacityState.initial());
    configure(
        """
        project: shop
        repositories: [{name: acme/api, url: api, check: [make]}]
        agents: {default: scripted}
        """);
  }

  /** Registers what only some tests need. */
  void register(Worker worker) {}

  /** A stub that can start the gate. */
  CapacityWorkflow gate() {
    return client.newWorkflowStub(
        CapacityWorkflow.class,
        WorkflowOptions.newBuilder()
            .setWorkflowId(CapacityWorkflow.ID)
            .setTaskQueue(Stack.TASK_QUEUE)
            .build());
  }

  void configure(String text) throws IOException {
    Files.writeString(folder.resolve("wavewright.yml"), text);
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  Result run(String... arguments) {
    return new TestCommandLine(folder).with(client).run(arguments);
  }

  void startIssue(String key, String title) {
    FakeIssues.start(client, folder, new IssueKey(key), title);
  }

  /** Starts the merge queue of acme/api, which closed itself. */
  void startMergeQueue() {
    MergeQueueWorkflow queue =
        client.newWorkflowStub(
            MergeQueueWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId("merge/acme/api")
                .setTaskQueue(Stack.TASK_QUEUE)
                .build());
    WorkflowClient.start(queue::run, MergeQueueState.initial(new RepositoryName("acme/api")));
  }

  /** Has an issue wait at the gate; number 9 without a deadline. */
  void ask(String issue) {
    CapacityWorkflow gate = gate();
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(gate::run, CapacityState.initial());
    request.add(
        gate::request,
        new LeaseRequest(
            Ticket.of(new IssueKey(issue), 1),
            new IssueKey(issue),
            "issue/x",
            "run",
            "implement",
            List.of(new PoolShare(PoolName.project("shop"), 3)),
            false,
            List.of(),
            List.of(),
            Priority.DEFAULT,
            0,
            null,
            issue.endsWith("#9") ? null : Duration.ofHours(24),
            "t",
            null));
    client.signalWithStart(request);
  }
}
