package dev.wavewright.workflows.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.testing.Patient;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A gate on Temporal's test server, with requesters. The workflow cache is off, so every task is a
 * replay; time is skipped only by {@link #pass}.
 */
final class World implements AutoCloseable {
  static final String QUEUE = "wavewright";
  static final PoolName PROJECT = PoolName.project("shop");
  static final PoolName AGENT = PoolName.agent("scripted");
  static final HostId HOST = new HostId("alpha");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final TestWorkflowEnvironment environment;
  private final WorkflowClient client;
  private final Map<String, String> runs = new ConcurrentHashMap<>();
  final Set<LeaseToken> gone = ConcurrentHashMap.newKeySet();
  private volatile @Nullable CountDownLatch sweepHeld;
  final CapacityWorkflow gate;
  private final String firstRun;

  private World(int continueAsNewAfter) {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(true)
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build())
                .build());
    client = environment.getWorkflowClient();
    Worker worker = environment.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(CapacityWorkflowImpl.class, RequesterImpl.class);
    Facts facts = new Facts(client, gone, this::beforeSweep);
    worker.registerActivitiesImplementations(facts);
    environment.newWorker(HOST.taskQueue()).registerActivitiesImplementations(facts);
    environment.start();
    CapacityWorkflow first =
        client.newWorkflowStub(CapacityWorkflow.class, options(CapacityWorkflow.ID));
    firstRun =
        WorkflowClient.start(first::run, CapacityState.initial(continueAsNewAfter)).getRunId();
    gate =
        Patient.stub(
            CapacityWorkflow.class,
            client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID));
  }

  /** Starts a gate that continues as new after every so many history events. */
  static World renewingAfter(int events) {
    return new World(events);
  }

  private static WorkflowOptions options(String id) {
    return WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(QUEUE).build();
  }

  static IssueKey issue(String repository, int number) {
    return IssueKey.of(new RepositoryName("acme/" + repository), number);
  }

  /** Starts the workflow of an issue. */
  Requester requester(IssueKey key) {
    Requester stub = client.newWorkflowStub(Requester.class, options(key.workflowId()));
    WorkflowExecution execution = WorkflowClient.start(stub::run);
    runs.put(key.workflowId(), execution.getRunId());
    return client.newWorkflowStub(Requester.class, key.workflowId());
  }

  /** Lets no sweep learn about holders until the latch opens. */
  void holdSweeps(CountDownLatch latch) {
    sweepHeld = latch;
  }

  private void beforeSweep() {
    CountDownLatch latch = sweepHeld;
    try {
      if (latch != null && !latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the sweep was held too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void terminate(IssueKey key) {
    client.newUntypedWorkflowStub(key.workflowId()).terminate("a test ends it");
  }

  /** Asks for both leases: project and repository in flight, host and agent for the session. */
  Ticket ask(IssueKey key, int number, int projectCap) {
    return ask(key, number, projectCap, null);
  }

  Ticket ask(IssueKey key, int number, int projectCap, @Nullable Duration deadline) {
    LeaseRequest request = request(key, number, projectCap, deadline);
    gate.request(request);
    return request.ticket();
  }

  /** Asks for the only place, alone and at this priority. */
  void askAging(IssueKey key, Priority priority, Duration every) {
    gate.request(request(key, 1, 1, null, priority, new LeaseRequest.Aging(every, null)));
  }

  /** Returns a request whose rank is the issue's number. */
  LeaseRequest request(IssueKey key, int number, int projectCap, @Nullable Duration deadline) {
    return request(key, number, projectCap, deadline, Priority.DEFAULT, null);
  }

  private LeaseRequest request(
      IssueKey key,
      int number,
      int projectCap,
      @Nullable Duration deadline,
      Priority priority,
      LeaseRequest.@Nullable Aging aging) {
    return new LeaseRequest(
        Ticket.of(key, number),
        key,
        key.workflowId(),
        Objects.requireNonNull(runs.get(key.workflowId())),
        "implement",
        List.of(
            new PoolShare(PROJECT, projectCap),
            new PoolShare(PoolName.repository(key.repository().orElseThrow()), 1)),
        true,
        List.of(new PoolShare(AGENT, 10)),
        List.of(),
        priority,
        key.number(),
        null,
        deadline,
        "issue " + key,
        aging);
  }

  void release(LeaseGrant grant) {
    for (GrantedLease lease : grant.leases()) {
      gate.release(new LeaseRelease(grant.key(), lease.kind(), lease.token()));
    }
  }

  void steer(CapSteering.Action action, @Nullable PoolName pool) {
    gate.steer(new CapSteering(action, pool, 0, "tester", "trying"));
  }

  CapacityView view() {
    return gate.view();
  }

  long heldIn(PoolName pool) {
    return view().holding().stream().filter(held -> held.pools().contains(pool)).count();
  }

  int effective(PoolName pool) {
    return view().pools().stream()
        .filter(known -> known.name().equals(pool))
        .mapToInt(CapacityView.PoolView::effective)
        .findFirst()
        .orElse(-1);
  }

  /** Starts an issue's workflow, asks for it, and returns what it is granted. */
  LeaseGrant grantTo(IssueKey key) {
    Requester requester = requester(key);
    ask(key, 1, 1);
    return grantOf(requester);
  }

  LeaseGrant grantOf(Requester requester) {
    until(() -> !requester.grants().isEmpty());
    return requester.grants().getFirst();
  }

  LeaseToken session(LeaseGrant grant) {
    return grant.lease(LeaseKind.SESSION).orElseThrow().token();
  }

  /** Lets the server's time pass at once. */
  void pass(Duration time) {
    environment.sleep(time);
  }

  /** Tells how the gate's run of now differs from the one it began with. */
  boolean hasRenewed() {
    return !newestRun().equals(firstRun);
  }

  /** Ends the gate and starts one with this state, as continue-as-new would. */
  void startAgainWith(CapacityState state) {
    client.newUntypedWorkflowStub(CapacityWorkflow.ID).terminate("another state");
    CapacityWorkflow next =
        client.newWorkflowStub(CapacityWorkflow.class, options(CapacityWorkflow.ID));
    WorkflowClient.start(next::run, state);
  }

  String runOf(IssueKey key) {
    return Objects.requireNonNull(runs.get(key.workflowId()));
  }

  /** Returns the histories of the gate's runs, oldest first. */
  List<WorkflowExecutionHistory> runsOfGate() {
    List<WorkflowExecutionHistory> histories = new ArrayList<>();
    String run = newestRun();
    while (!run.isEmpty()) {
      WorkflowExecutionHistory history = client.fetchHistory(CapacityWorkflow.ID, run);
      histories.addFirst(history);
      run =
          history
              .getEvents()
              .getFirst()
              .getWorkflowExecutionStartedEventAttributes()
              .getContinuedExecutionRunId();
    }
    return histories;
  }

  /** Returns what each run but the first was given by the one before. */
  List<CapacityState> statesCarried() {
    return runsOfGate().stream()
        .skip(1)
        .map(
            run ->
                DefaultDataConverter.STANDARD_INSTANCE.fromPayloads(
                    0,
                    Optional.of(
                        run.getEvents()
                            .getFirst()
                            .getWorkflowExecutionStartedEventAttributes()
                            .getInput()),
                    CapacityState.class,
                    CapacityState.class))
        .toList();
  }

  private String newestRun() {
    return client.newUntypedWorkflowStub(CapacityWorkflow.ID).describe().getExecution().getRunId();
  }

  static void until(BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("waited in vain").isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Override
  public void close() {
    environment.close();
  }

  /** The facts of the outside world, asked of the test server itself. */
  private record Facts(WorkflowClient client, Set<LeaseToken> gone, Runnable before)
      implements CapacityActivities {
    @Override
    public List<HolderFact> describeHolders(List<Holder> holders) {
      before.run();
      return holders.stream().map(holder -> new HolderFact(holder, isOpen(holder))).toList();
    }

    private boolean isOpen(Holder holder) {
      WorkflowStub stub = client.newUntypedWorkflowStub(holder.workflow());
      return stub.describe().getStatus()
          == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    @Override
    public boolean confirmSessionGone(IssueKey key, LeaseToken token) {
      return gone.contains(token);
    }
  }
}
