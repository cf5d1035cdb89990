package dev.wavewright.it;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.LeaseRequest;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.converter.DefaultDataConverter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Fills the queue of a real stack and does to it what may happen to one. Each part says what it saw
 * and whether that is right; the last line says whether all was. See {@code
 * bench/queue/RESULTS.md}.
 */
public final class QueueBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofHours(24);
  private static final int SENDERS = 64;

  private final LiveStack stack;
  private final Stack.Connection connection;
  private boolean right = true;

  private QueueBench(Installation installation) throws Exception {
    stack = new LiveStack(installation);
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.putAll(installation.environment());
    connection = Stack.connect(environment);
  }

  /**
   * Runs the parts that are named: {@code burst}, {@code killed}, {@code chain}, {@code stopped},
   * {@code long}; all of them if none is. Exits with 1 if something was not as it must be.
   */
  public static void main(String[] arguments) throws Exception {
    List<String> parts =
        arguments.length > 0
            ? List.of(arguments)
            : List.of("burst", "killed", "chain", "stopped", "long");
    boolean right;
    Path root = Files.createTempDirectory("wavewright-bench");
    try (Installation installation = new Installation(root)) {
      installation.sessions(3);
      installation.run(root, "up").expect(0);
      try (QueueBench bench = new QueueBench(installation)) {
        for (String part : parts) {
          System.out.println(part + ", load " + load());
          switch (part) {
            case "burst" -> bench.burst(500);
            case "killed" -> bench.killed(200);
            case "chain" -> bench.chain(500);
            case "stopped" -> bench.stopped(10_400);
            case "long" -> bench.longLife(12_000);
            default -> throw new IllegalArgumentException("no such part: " + part);
          }
        }
        right = bench.right;
        System.out.println("all as it must be: " + right);
      }
    }
    System.exit(right ? 0 : 1);
  }

  private static String load() throws Exception {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
  }

  private GateLoad load(String name, int holders) {
    return new GateLoad(connection.client(), CapacityWorkflow.ID, name, holders);
  }

  private void must(String what, boolean holds) {
    right &= holds;
    System.out.println("  " + what + ": " + (holds ? "yes" : "NO"));
  }

  /** Many requests at once, and where each stands. */
  private void burst(int requests) throws Exception {
    try (GateLoad load = load("burst", SENDERS)) {
      long began = System.nanoTime();
      List<List<HistoryEvent>> runs =
          load.lineUp(new GateLoad.Plan(requests, 0, SENDERS, SENDERS, 0, 1), PATIENCE);
      System.out.printf(
          "  %d requests of %d senders in line after %.1f s%n",
          requests, SENDERS, (System.nanoTime() - began) / 1e9);
      List<CapacityView.Waiting> line = load.line();
      must("positions are 1 to " + requests, positions(line).equals(upTo(requests)));
      must("nobody stands before one whom the gate heard earlier", inOrderOfHearing(line, runs));
      load.cancelAll(requests);
    }
  }

  private static List<Integer> positions(List<CapacityView.Waiting> line) {
    return line.stream().map(CapacityView.Waiting::position).toList();
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  /** Requests that one workflow task took in came at one moment: among them the ticket decides. */
  private static boolean inOrderOfHearing(
      List<CapacityView.Waiting> line, List<List<HistoryEvent>> runs) {
    Map<String, Integer> heard = new HashMap<>();
    int task = 0;
    for (List<HistoryEvent> run : runs) {
      task++;
      for (HistoryEvent event : run) {
        if (event.hasWorkflowTaskStartedEventAttributes()) {
          task++;
        } else if (isSignal(event, "request")) {
          LeaseRequest request =
              DefaultDataConverter.newDefaultInstance()
                  .fromPayloads(
                      0,
                      Optional.of(event.getWorkflowExecutionSignaledEventAttributes().getInput()),
                      LeaseRequest.class,
                      LeaseRequest.class);
          heard.put(request.ticket().value(), task);
        }
      }
    }
    List<Integer> tasks =
        line.stream().map(each -> heard.getOrDefault(each.ticket().value(), -1)).toList();
    return !tasks.contains(-1) && tasks.equals(tasks.stream().sorted().toList());
  }

  private static boolean isSignal(HistoryEvent event, String name) {
    return event.hasWorkflowExecutionSignaledEventAttributes()
        && event.getWorkflowExecutionSignaledEventAttributes().getSignalName().equals(name);
  }

  /** The server dies at once while many wait. */
  private void killed(int waiting) throws Exception {
    try (GateLoad load = load("killed", 8)) {
      List<List<HistoryEvent>> unused =
          load.lineUp(new GateLoad.Plan(waiting, 0, SENDERS, 8, 0, 1), PATIENCE);
      List<CapacityView.Waiting> before = load.line();
      long server = stack.part("temporal").pid();
      Instant at = Instant.now();
      must("the server is killed", ProcessHandle.of(server).orElseThrow().destroyForcibly());
      Await.until("another server", () -> stack.part("temporal").pid() != server);
      Await.until("an answer", () -> answers(load));
      System.out.printf(
          "  answers again after %.1f s%n", Duration.between(at, Instant.now()).toMillis() / 1e3);
      List<CapacityView.Waiting> after = load.line();
      must("as many wait", after.size() == before.size() && before.size() == waiting);
      must(
          "order, positions, deadlines and everything else are what they were",
          after.equals(before));
      load.cancelAll(waiting);
    }
  }

  private static boolean answers(GateLoad load) {
    try {
      return !load.line().isEmpty();
    } catch (RuntimeException notYet) {
      return false;
    }
  }

  /** One slot and a long line: each is granted when the one before has given back. */
  private void chain(int requests) throws Exception {
    try (GateLoad load = load("chain", 16)) {
      GateLoad.Outcome outcome = load.ask(new GateLoad.Plan(requests, 0, SENDERS, 16, 1, 1));
      must(
          "each is granted once",
          outcome.granted().size() == requests
              && outcome.granted().values().stream().allMatch(times -> times == 1));
      List<Long> millis = new ArrayList<>();
      List<Instant> grants = new ArrayList<>();
      for (List<HistoryEvent> run : outcome.runs()) {
        Instant released = null;
        for (HistoryEvent event : run) {
          Instant time = Histories.time(event);
          if (isSignal(event, "release")) {
            released = time;
          } else if (event.hasExternalWorkflowExecutionSignaledEventAttributes()) {
            grants.add(time);
            if (released != null) {
              millis.add(Duration.between(released, time).toMillis());
              released = null;
            }
          }
        }
      }
      millis.sort(null);
      double seconds = Duration.between(grants.getFirst(), grants.getLast()).toMillis() / 1e3;
      System.out.printf(
          "  from a release to the next holder's grant: p50 %d ms, p95 %d ms, of %d; one after"
              + " the other %.1f grants a second%n",
          millis.get(millis.size() / 2),
          millis.get(millis.size() * 95 / 100),
          millis.size(),
          grants.size() / seconds);
    }
    try (GateLoad load = load("many", 64)) {
      GateLoad.Outcome outcome = load.ask(new GateLoad.Plan(requests * 2, 0, SENDERS, 64, 100, 1));
      System.out.printf(
          "  a hundred slots: %d asked, granted and given back in %.1f s: %.1f grants a second%n",
          requests * 2,
          outcome.drained().toMillis() / 1e3,
          requests * 2 / (outcome.drained().toMillis() / 1e3));
    }
  }

  /** No worker takes anything until the server refuses more. */
  private void stopped(int signals) throws Exception {
    long worker = stack.part("worker").pid();
    GateLoad.Moved moved;
    try (GateLoad load = load("stopped", 8)) {
      Thread goesOn =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      Await.until("a sender that is turned away", () -> load.turnedAway() > 0);
                      signal("-CONT", worker);
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
      moved =
          load.move(
              new GateLoad.Plan(signals, 0, SENDERS, 8, 0, 5), 64, () -> signal("-STOP", worker));
      goesOn.join();
      must("senders were turned away at the limit", moved.outcome().again() > 0);
      must("the line is in the order that was sent last", moved.seen().equals(moved.expected()));
      long taken =
          moved.outcome().runs().stream()
              .flatMap(List::stream)
              .filter(event -> isSignal(event, "move"))
              .count();
      System.out.printf(
          "  %d moves, taken %d, turned away %d times, events of the runs %s%n",
          signals,
          taken,
          moved.outcome().again(),
          moved.outcome().runs().stream().map(List::size).toList());
      must("every signal is in the history", taken >= signals);
    } finally {
      signal("-CONT", worker);
    }
  }

  /** More signals than one run may have, at a pace at which the server hands tasks out. */
  private void longLife(int signals) throws Exception {
    try (GateLoad load = load("long", 8)) {
      GateLoad.Moved moved =
          load.move(new GateLoad.Plan(signals, 150, SENDERS, 8, 0, 9), 64, () -> {});
      int most = moved.outcome().runs().stream().mapToInt(List::size).max().orElse(0);
      System.out.printf(
          "  %d signals in %.0f s over %d runs, most events in one %d%n",
          signals, moved.outcome().sending().toMillis() / 1e3, moved.outcome().runs().size(), most);
      must("the line is in the order that was sent last", moved.seen().equals(moved.expected()));
      must("no run has more than 4,000 events", most <= 4_000);
    }
  }

  private static void signal(String which, long pid) throws Exception {
    new ProcessBuilder("kill", which, Long.toString(pid)).start().waitFor(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    connection.close();
    stack.close();
  }
}
