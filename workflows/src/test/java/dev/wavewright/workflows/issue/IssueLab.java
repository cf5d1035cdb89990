package dev.wavewright.workflows.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.LeaseRequests;
import dev.wavewright.workflows.merge.MergeOutcome.Result;
import dev.wavewright.workflows.merge.MergeQueueState;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.TrackerSettings;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.IssueReport;
import dev.wavewright.workflows.wave.WaveState;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.GlobalDataConverter;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One issue on Temporal's test server, with every workflow task replayed from the start, a fake
 * gate, a fake merge queue, a fake wave and a fake host.
 */
final class IssueLab implements AutoCloseable {
  static final RepositoryName REPOSITORY = new RepositoryName("acme/api");
  static final IssueKey KEY = IssueKey.of(REPOSITORY, 12);
  static final CommitId BASE = new CommitId("0".repeat(40));
  static final CommitId LANDED = new CommitId("f".repeat(40));
  static final HostId HOST = new HostId("alpha");

  private static final String TASK_QUEUE = "wavewright";
  private static final WaveId WAVE = new WaveId("shop", "first");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final TestWorkflowEnvironment environment;
  private final WorkflowClient client;
  private final FakeHost host;

  private IssueLab(List<Result> landings, boolean queueRuns, boolean skipsTime) {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(skipsTime)
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build())
                .build());
    environment.registerSearchAttribute("Phase", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    environment.registerSearchAttribute("Host", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    client = environment.getWorkflowClient();
    host = new FakeHost(client);
    Worker worker = environment.newWorker(TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(IssueWorkflowImpl.class, FakeWave.class);
    worker.registerWorkflowImplementationFactory(CapacityWorkflow.class, () -> new FakeGate(HOST));
    worker.registerWorkflowImplementationFactory(
        MergeQueueWorkflow.class, () -> new FakeMergeQueue(landings));
    environment.newWorker(HOST.taskQueue()).registerActivitiesImplementations(host);
    environment.start();
    WorkflowClient.start(
        client.newWorkflowStub(CapacityWorkflow.class, options(CapacityWorkflow.ID))::run,
        CapacityState.initial());
    if (queueRuns) {
      WorkflowClient.start(
          client.newWorkflowStub(
                  MergeQueueWorkflow.class, options(MergeQueueWorkflow.id(REPOSITORY)))
              ::run,
          MergeQueueState.initial(REPOSITORY));
    }
    WorkflowClient.start(
        client.newWorkflowStub(WaveWorkflow.class, options(WAVE.workflowId()))::run,
        (WaveState) null);
  }

  /** A lab whose merge queue answers the n-th approval with the n-th result. */
  static IssueLab open(Result... landings) {
    return new IssueLab(List.of(landings), true, false);
  }

  /** The same, but time in which nothing happens passes at once while a result is awaited. */
  static IssueLab skippingTime(Result... landings) {
    return new IssueLab(List.of(landings), true, true);
  }

  static IssueLab withoutMergeQueue() {
    return new IssueLab(List.of(Result.LANDED), false, false);
  }

  private static WorkflowOptions options(String id) {
    return WorkflowOptions.newBuilder().setTaskQueue(TASK_QUEUE).setWorkflowId(id).build();
  }

  FakeHost host() {
    return host;
  }

  void pauseTheGate() {
    gate().steer(new CapSteering(CapSteering.Action.PAUSE, null, 0, "test", "test"));
  }

  void resumeTheGate() {
    gate().steer(new CapSteering(CapSteering.Action.RESUME, null, 0, "test", "test"));
  }

  private CapacityWorkflow gate() {
    return client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID);
  }

  void start(IssueInput input) {
    WorkflowOptions options =
        options(KEY.workflowId()).toBuilder()
            .setTypedSearchAttributes(
                SearchAttributes.newBuilder()
                    .set(SearchAttributeKey.forKeyword("Phase"), "queued")
                    .build())
            .build();
    WorkflowClient.start(client.newWorkflowStub(IssueWorkflow.class, options)::run, input);
  }

  IssueWorkflow issue() {
    return client.newWorkflowStub(IssueWorkflow.class, KEY.workflowId());
  }

  /** Sends the request that a wave sends. */
  void askInItsName(IssueInput input) {
    String run =
        client.newUntypedWorkflowStub(KEY.workflowId()).describe().getExecution().getRunId();
    gate()
        .requestAll(new LeaseRequests(input.firstRequest(run, 1, Instant.now()).stream().toList()));
  }

  /** Returns the first request that the issue sent itself. */
  LeaseRequest request() {
    return requests().getFirst();
  }

  /** Returns the requests that the issue sent itself. */
  List<LeaseRequest> requests() {
    return history().getEvents().stream()
        .map(HistoryEvent::getSignalExternalWorkflowExecutionInitiatedEventAttributes)
        .filter(sent -> sent.getSignalName().equals("request"))
        .map(
            sent ->
                GlobalDataConverter.get()
                    .fromPayload(
                        sent.getInput().getPayloads(0), LeaseRequest.class, LeaseRequest.class))
        .toList();
  }

  /** Returns how long the timers ran that the issue began. */
  List<Duration> timers() {
    return history().getEvents().stream()
        .filter(HistoryEvent::hasTimerStartedEventAttributes)
        .map(event -> event.getTimerStartedEventAttributes().getStartToFireTimeout())
        .map(length -> Duration.ofSeconds(length.getSeconds(), length.getNanos()))
        .toList();
  }

  Instant now() {
    return Instant.ofEpochMilli(environment.currentTimeMillis());
  }

  IssueStatus awaitPhase(Phase phase) {
    return await(status -> status.phase() == phase);
  }

  /** Waits until the host works on what was asked of it, which the issue cannot tell. */
  void awaitActivity(String entry) {
    await(status -> host.diary.contains(entry));
  }

  IssueStatus await(Predicate<IssueStatus> condition) {
    Instant deadline = Instant.now().plus(PATIENCE);
    IssueStatus status = issue().status();
    while (!condition.test(status)) {
      assertThat(Instant.now()).as("last seen: %s", status).isBefore(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      status = issue().status();
    }
    return status;
  }

  IssueStatus result() {
    try {
      return WorkflowStub.fromTyped(issue())
          .getResult(PATIENCE.toSeconds(), TimeUnit.SECONDS, IssueStatus.class);
    } catch (TimeoutException late) {
      throw new AssertionError("not ended, last seen: " + issue().status(), late);
    }
  }

  /** The gate hears that the host is lost when it has granted, and the grant has not left. */
  void loseTheHostOfTheNextGrant() {
    gate().hostLost(new HostLoss(HOST, "ada"));
  }

  CapacityView leases() {
    return gate().view();
  }

  /** Waits for what others give back for the issue, which has ended. */
  void awaitEveryLeaseGivenBack() {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!leases().holding().isEmpty()) {
      assertThat(Instant.now()).as("still held: %s", leases().holding()).isBefore(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Fails unless every lease was given back, and none of them twice. */
  void assertEveryLeaseGivenBackOnce() {
    CapacityView view = leases();
    assertThat(view.holding()).isEmpty();
    assertThat(view.waiting()).isEmpty();
    assertThat(view.pools()).as("releases that freed nothing").isEmpty();
  }

  List<String> reports() {
    return client.newWorkflowStub(WaveWorkflow.class, WAVE.workflowId()).status().issues().stream()
        .map(line -> line.phase() + (line.landed() == null ? "" : " " + line.landed()))
        .toList();
  }

  WorkflowExecutionHistory history() {
    return client.fetchHistory(KEY.workflowId());
  }

  WorkflowStub untyped() {
    return client.newUntypedWorkflowStub(KEY.workflowId());
  }

  @Override
  public void close() {
    environment.close();
  }

  static IssueInput input() {
    return input(Limits.DEFAULT, null);
  }

  static IssueInput askedByWave(@Nullable String reviewer) {
    return askedByWave(reviewer, false);
  }

  /** An issue for whose landing others in its wave wait. */
  static IssueInput withDependents(@Nullable String reviewer) {
    return askedByWave(reviewer, true);
  }

  private static IssueInput askedByWave(@Nullable String reviewer, boolean hasDependents) {
    IssueInput input = input(Limits.DEFAULT, reviewer);
    return new IssueInput(
        input.key(),
        input.text(),
        input.project(),
        input.repository(),
        input.agent(),
        input.dependencies(),
        input.wave(),
        input.priority(),
        input.rank(),
        input.inFlightCap(),
        input.deadline(),
        true,
        hasDependents);
  }

  /** An issue that a person has go on when its agent ran out of quota. */
  static IssueInput withoutAutoResume() {
    IssueInput input = input();
    ProjectSettings project = input.project();
    return new IssueInput(
        input.key(),
        input.text(),
        new ProjectSettings(
            project.project(),
            project.folder(),
            project.state(),
            project.repositories(),
            project.tracker(),
            project.agents(),
            project.reviewer(),
            project.inFlight(),
            project.priorityLabels(),
            project.limits(),
            project.deliver(),
            project.usageSteps(),
            project.queue(),
            false,
            null),
        input.repository(),
        input.agent(),
        input.dependencies(),
        input.wave(),
        input.priority(),
        input.rank(),
        input.inFlightCap(),
        input.deadline());
  }

  void endTheWave() {
    client.newUntypedWorkflowStub(WAVE.workflowId()).terminate("the test ends it");
  }

  static IssueInput input(Limits limits, @Nullable String reviewer) {
    RepositorySettings repository =
        new RepositorySettings(
            REPOSITORY,
            "/repository",
            "main",
            "agent/main",
            1,
            List.of(),
            List.of(),
            List.of("make", "check"),
            Duration.ofMinutes(20));
    ProjectSettings project =
        new ProjectSettings(
            "shop",
            "/shop",
            null,
            List.of(repository),
            TrackerSettings.files("/shop/issues"),
            List.of(agent("builder"), agent("critic")),
            reviewer,
            0,
            List.of(),
            limits);
    return new IssueInput(
        KEY,
        new IssueText("Add a health page", null, "d1"),
        project,
        REPOSITORY,
        "builder",
        List.of(),
        WAVE,
        Priority.DEFAULT,
        1,
        1,
        null);
  }

  private static AgentSettings agent(String name) {
    return new AgentSettings(
        name, AgentBackend.SCRIPTED, List.of(), List.of(), List.of(), null, "main", List.of());
  }

  static CommitId commit(int number) {
    return new CommitId("%040x".formatted(1000 + number));
  }

  /** A wave that only lists the reports it got, and gives back what was left to it. */
  public static final class FakeWave implements WaveWorkflow {
    private final List<WaveStatus.IssueLine> lines = new ArrayList<>();
    private final Deque<LeaseRelease> left = new ArrayDeque<>();

    @Override
    public WaveStatus run(WaveState state) {
      while (true) {
        Workflow.await(() -> !left.isEmpty());
        Workflow.newExternalWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID)
            .requestAll(new LeaseRequests(List.of(), List.of(left.removeFirst())));
      }
    }

    @Override
    public void report(IssueReport report) {
      if (report.handedOver() != null) {
        left.add(new LeaseRelease(report.key(), LeaseKind.IN_FLIGHT, report.handedOver()));
      }
      lines.add(
          new WaveStatus.IssueLine(
              report.key(),
              "",
              REPOSITORY,
              report.phase(),
              report.reason(),
              "",
              List.of(),
              1,
              true,
              report.landed()));
    }

    @Override
    public void cancel(String by) {}

    @Override
    public void skip(String key) {}

    @Override
    public void retry(String key) {}

    @Override
    public WaveStatus status() {
      return new WaveStatus(WAVE, WaveStatus.WavePhase.RUNNING, Instant.EPOCH, null, lines);
    }
  }
}
