package dev.wavewright.it;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.LeaseRequests;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.capacity.TicketMoves;
import dev.wavewright.workflows.capacity.WaitingCancel;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Many senders ask the gate at once, each request one signal from outside; what is granted is given
 * back at once by one more signal. Their project has a pool of its own, so nobody else waits.
 */
final class GateLoad implements AutoCloseable {
  private static final String QUEUE = "bench/gate-load";
  private static final RepositoryName REPOSITORY = new RepositoryName("local/gate-load");
  private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMillis(200);

  /**
   * What is asked for.
   *
   * @param requests how many signals the senders send
   * @param rate signals a second that are wanted, 0 for as fast as the senders can
   * @param senders signals that are under way at once
   * @param holders workflows that are answered
   * @param slots leases at once
   */
  record Plan(int requests, int rate, int senders, int holders, int slots, long seed) {}

  /**
   * What came of it.
   *
   * @param sending from the first signal to the last one that was taken
   * @param drained from the first signal until every request was answered and nothing was held
   * @param millis how long each signal took to be taken, shortest first
   * @param again signals that the server would not take at first
   * @param granted how often each granted ticket's holder was told
   * @param refused how often each refused ticket's holder was told
   * @param runs the gate's events since the beginning, one list per run
   */
  record Outcome(
      Duration sending,
      Duration drained,
      List<Long> millis,
      int again,
      Map<String, Integer> granted,
      Map<String, Integer> refused,
      List<List<HistoryEvent>> runs) {}

  /**
   * What came of moves.
   *
   * @param expected tickets by the rank each was sent last
   * @param seen tickets as they stood in line
   */
  record Moved(Outcome outcome, List<String> expected, List<String> seen) {}

  private final WorkflowClient client;
  private final WorkerFactory factory;
  private final String gate;
  private final String name;
  private final List<WorkflowExecution> holders = new ArrayList<>();
  private final AtomicInteger turnedAway = new AtomicInteger();

  /**
   * @param gate its workflow id
   * @param name tells this load from others
   */
  GateLoad(WorkflowClient client, String gate, String name, int holders) {
    this.client = client;
    this.gate = gate;
    this.name = name;
    factory = WorkerFactory.newInstance(client);
    factory.newWorker(QUEUE).registerWorkflowImplementationTypes(GateAsker.Impl.class);
    factory.start();
    for (int number = 0; number < holders; number++) {
      GateAsker holder =
          client.newWorkflowStub(
              GateAsker.class,
              WorkflowOptions.newBuilder()
                  .setWorkflowId("gate-load/" + name + "/" + number)
                  .setTaskQueue(QUEUE)
                  .build());
      this.holders.add(WorkflowClient.start(holder::run, gate));
    }
  }

  /** Sends requests; each is answered, and what is granted is given back at once. */
  Outcome ask(Plan plan) throws Exception {
    String firstRun = gateRun();
    List<Integer> numbers = shuffled(plan);
    Sending sending = new Sending(plan);
    sending.send((to, at) -> to.request(request(numbers.get(at), plan.slots())));
    TreeMap<String, Integer> granted = new TreeMap<>();
    TreeMap<String, Integer> refused = new TreeMap<>();
    awaitAnswers(plan.requests(), granted, refused);
    return sending.outcome(granted, refused, runs(firstRun));
  }

  /**
   * Sends requests to a pool where nothing is granted, and waits until all are in line.
   *
   * @param patience longest wait of each
   * @return the events of the gate meanwhile, one list per run
   */
  List<List<HistoryEvent>> lineUp(Plan plan, Duration patience) throws Exception {
    String firstRun = gateRun();
    new Sending(plan).send((to, at) -> to.request(request(at, 0, patience)));
    Await.until("everybody in line", () -> atTheGate() == plan.requests());
    return runs(firstRun);
  }

  /** Takes everybody out of the line in one message. */
  void cancelAll(int waiting) throws Exception {
    gate()
        .cancelWaiting(
            new WaitingCancel(
                holders.stream().map(WorkflowExecution::getWorkflowId).toList(), "the end"));
    awaitAnswers(waiting, new TreeMap<>(), new TreeMap<>());
  }

  /** Returns how many signals the server would not take at first, so far. */
  int turnedAway() {
    return turnedAway.get();
  }

  /** Returns what waits of this load, the first one first. */
  List<CapacityView.Waiting> line() {
    return view().waiting().stream().filter(waits -> ours(waits.key())).toList();
  }

  /**
   * Lets some requests wait where nothing is granted, and sends moves of them, which nobody is
   * answered; at last all are cancelled in one message. The moves of one ticket come in order.
   *
   * <p>A ticket has one sender if their number divides the number of tickets.
   */
  Moved move(Plan plan, int waiting) throws Exception {
    return move(plan, waiting, () -> {});
  }

  /** Something to be done before the first move is sent. */
  interface Preparation {
    void run() throws Exception;
  }

  /** The same, with something to be done when all are in line. */
  Moved move(Plan plan, int waiting, Preparation first) throws Exception {
    String firstRun = gateRun();
    CapacityWorkflow asked = gate();
    List<LeaseRequest> requests = new ArrayList<>();
    for (int number = 0; number < waiting; number++) {
      requests.add(request(number, 0));
    }
    asked.requestAll(new LeaseRequests(requests, List.of()));
    Await.until("everybody in line", () -> atTheGate() == waiting);
    first.run();
    Random random = new Random(plan.seed());
    List<Long> ranks = new ArrayList<>();
    for (int at = 0; at < plan.requests(); at++) {
      ranks.add(1 + random.nextLong(1_000_000_000L));
    }
    Sending sending = new Sending(plan);
    sending.send(
        (to, at) ->
            to.move(
                new TicketMoves(
                    List.of(new TicketMoves.Move(ticket(at % waiting), ranks.get(at))))));
    TreeMap<Long, String> byRank = new TreeMap<>();
    for (int number = 0; number < waiting; number++) {
      int last = plan.requests() - 1 - Math.floorMod(plan.requests() - 1 - number, waiting);
      byRank.put(ranks.get(last), ticket(number).value());
    }
    List<String> expected = List.copyOf(byRank.values());
    List<String> seen = new ArrayList<>();
    Await.until(
        "the order that was sent last",
        () -> {
          seen.clear();
          view().waiting().stream()
              .filter(waits -> ours(waits.key()))
              .forEach(waits -> seen.add(waits.ticket().value()));
          return seen.equals(expected);
        });
    List<String> all = holders.stream().map(WorkflowExecution::getWorkflowId).toList();
    asked.cancelWaiting(new WaitingCancel(all, "the end"));
    TreeMap<String, Integer> granted = new TreeMap<>();
    TreeMap<String, Integer> refused = new TreeMap<>();
    awaitAnswers(waiting, granted, refused);
    return new Moved(sending.outcome(granted, refused, runs(firstRun)), expected, seen);
  }

  private static List<Integer> shuffled(Plan plan) {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < plan.requests(); number++) {
      numbers.add(number);
    }
    Collections.shuffle(numbers, new Random(plan.seed()));
    return numbers;
  }

  private void awaitAnswers(
      int requests, Map<String, Integer> granted, Map<String, Integer> refused) throws Exception {
    Await.until(
        "an answer to each of " + requests + " requests",
        () -> {
          for (WorkflowExecution holder : holders) {
            GateAsker asker = client.newWorkflowStub(GateAsker.class, holder.getWorkflowId());
            granted.putAll(asker.grants());
            refused.putAll(asker.refusals());
          }
          return granted.size() + refused.size() >= requests;
        });
    Await.until("nothing of it at the gate", () -> atTheGate() == 0);
  }

  private CapacityWorkflow gate() {
    return client.newWorkflowStub(CapacityWorkflow.class, gate);
  }

  private CapacityView view() {
    return gate().view();
  }

  /** One signal of many. */
  private interface Signal {
    void send(CapacityWorkflow gate, int at);
  }

  /** The senders, and how long each of their signals took. */
  private final class Sending {
    private final Plan plan;
    private final long start = System.nanoTime();
    private final AtomicLongArray nanos;
    private final AtomicInteger again = new AtomicInteger();
    private long sent;

    Sending(Plan plan) {
      this.plan = plan;
      this.nanos = new AtomicLongArray(plan.requests());
    }

    void send(Signal signal) throws Exception {
      try (ExecutorService senders = Executors.newFixedThreadPool(plan.senders())) {
        List<Future<?>> sending = new ArrayList<>();
        for (int sender = 0; sender < plan.senders(); sender++) {
          int first = sender;
          sending.add(
              senders.submit(
                  () -> {
                    CapacityWorkflow to = gate();
                    for (int at = first; at < plan.requests(); at += plan.senders()) {
                      awaitTurn(plan, start, at);
                      long asked = System.nanoTime();
                      int number = at;
                      untilTaken(() -> signal.send(to, number), again);
                      nanos.set(at, System.nanoTime() - asked);
                    }
                    return null;
                  }));
        }
        for (Future<?> one : sending) {
          one.get();
        }
      }
      sent = System.nanoTime();
    }

    Outcome outcome(
        Map<String, Integer> granted, Map<String, Integer> refused, List<List<HistoryEvent>> runs) {
      long end = System.nanoTime();
      List<Long> millis = new ArrayList<>();
      for (int at = 0; at < plan.requests(); at++) {
        millis.add(nanos.get(at) / 1_000_000);
      }
      Collections.sort(millis);
      return new Outcome(
          Duration.ofNanos(sent - start),
          Duration.ofNanos(end - start),
          millis,
          again.get(),
          granted,
          refused,
          runs);
    }
  }

  private static void awaitTurn(Plan plan, long start, int at) throws InterruptedException {
    if (plan.rate() > 0) {
      long due = start + at * 1_000_000_000L / plan.rate();
      long wait = due - System.nanoTime();
      if (wait > 0) {
        Thread.sleep(Duration.ofNanos(wait));
      }
    }
  }

  /** A sender that is refused, as at the limit of signals in one run, waits and sends again. */
  private void untilTaken(Runnable signal, AtomicInteger again) throws InterruptedException {
    long end = System.nanoTime() + Await.PATIENCE.toNanos();
    while (true) {
      try {
        signal.run();
        return;
      } catch (WorkflowServiceException | StatusRuntimeException refused) {
        if (System.nanoTime() > end) {
          throw refused;
        }
        again.incrementAndGet();
        turnedAway.incrementAndGet();
        Thread.sleep(PAUSE_AFTER_REFUSAL);
      }
    }
  }

  private static IssueKey key(int number) {
    return IssueKey.of(REPOSITORY, number + 1);
  }

  private Ticket ticket(int number) {
    return new Ticket(key(number).value() + "/" + name);
  }

  private LeaseRequest request(int number, int slots) {
    return request(number, slots, null);
  }

  private LeaseRequest request(int number, int slots, @Nullable Duration patience) {
    WorkflowExecution holder = holders.get(number % holders.size());
    return new LeaseRequest(
        ticket(number),
        key(number),
        holder.getWorkflowId(),
        holder.getRunId(),
        "implement",
        List.of(new PoolShare(pool(), slots)),
        false,
        List.of(),
        List.of(),
        Priority.DEFAULT,
        0,
        null,
        patience,
        "one of many",
        null);
  }

  private PoolName pool() {
    return PoolName.project("gate-load-" + name);
  }

  private long atTheGate() {
    CapacityView view = view();
    return view.waiting().stream().filter(waits -> ours(waits.key())).count()
        + view.holding().stream().filter(held -> ours(held.key())).count();
  }

  private static boolean ours(IssueKey key) {
    return key.value().startsWith(REPOSITORY.value() + "#");
  }

  private String gateRun() {
    return client.newUntypedWorkflowStub(gate).describe().getExecution().getRunId();
  }

  /** Returns the runs of the gate from this one on, oldest first. */
  private List<List<HistoryEvent>> runs(String from) {
    List<List<HistoryEvent>> runs = new ArrayList<>();
    @Nullable String run = gateRun();
    while (run != null && !run.isEmpty()) {
      List<HistoryEvent> events = client.fetchHistory(gate, run).getEvents();
      runs.addFirst(events);
      run =
          run.equals(from)
              ? null
              : events
                  .getFirst()
                  .getWorkflowExecutionStartedEventAttributes()
                  .getContinuedExecutionRunId();
    }
    return runs;
  }

  @Override
  public void close() {
    for (WorkflowExecution holder : holders) {
      client.newUntypedWorkflowStub(holder.getWorkflowId()).terminate("the load is over");
    }
    factory.shutdownNow();
  }
}
