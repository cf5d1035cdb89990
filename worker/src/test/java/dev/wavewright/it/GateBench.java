package dev.wavewright.it;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends the gate of a real stack up to so many signals a second and prints what it took, from the
 * raw histories. See {@code bench/gate/RESULTS.md}.
 */
public final class GateBench {
  /** Tickets that are moved; the usual number of senders divides it. */
  private static final int WAITING = 192;

  private GateBench() {}

  /**
   * Runs the bench. Options: {@code --rate N} signals a second (0: as fast as the senders can),
   * {@code --seconds N}, {@code --senders N}, {@code --holders N}, {@code --slots N}; {@code
   * --moves} sends moves of waiting tickets, which are not answered, instead of requests.
   */
  public static void main(String[] arguments) throws Exception {
    List<String> options = List.of(arguments);
    int rate = number(options, "--rate", 1_000);
    int seconds = number(options, "--seconds", 5);
    GateLoad.Plan plan =
        new GateLoad.Plan(
            (rate == 0 ? 1_000 : rate) * seconds,
            rate,
            number(options, "--senders", 64),
            number(options, "--holders", 64),
            number(options, "--slots", 500),
            7);
    System.out.println(plan);
    System.out.println("load before: " + load());
    Path root = Files.createTempDirectory("wavewright-bench");
    try (Installation installation = new Installation(root)) {
      installation.sessions(3);
      installation.run(root, "up").expect(0);
      Map<String, String> environment = new TreeMap<>(System.getenv());
      environment.putAll(installation.environment());
      try (Stack.Connection connection = Stack.connect(environment);
          GateLoad load =
              new GateLoad(connection.client(), CapacityWorkflow.ID, "bench", plan.holders())) {
        if (options.contains("--moves")) {
          GateLoad.Moved moved = load.move(plan, WAITING);
          print(plan, moved.outcome());
          System.out.println("in line as told last      " + moved.seen().equals(moved.expected()));
        } else {
          print(plan, load.ask(plan));
        }
      }
    }
    System.out.println("load after: " + load());
  }

  private static int number(List<String> arguments, String name, int usual) {
    int at = arguments.indexOf(name);
    return at < 0 ? usual : Integer.parseInt(arguments.get(at + 1));
  }

  private static void print(GateLoad.Plan plan, GateLoad.Outcome outcome) {
    double sending = outcome.sending().toMillis() / 1000.0;
    double drained = outcome.drained().toMillis() / 1000.0;
    System.out.printf(
        "signals taken             %d in %.1f s: %.0f a second%n",
        plan.requests(), sending, plan.requests() / sending);
    System.out.printf(
        "one signal, p50 / p99    %d / %d ms; not taken at first: %d%n",
        outcome.millis().get(plan.requests() / 2),
        outcome.millis().get(plan.requests() * 99 / 100),
        outcome.again());
    System.out.printf(
        "all answered, none held   after %.1f s: %.0f signals a second%n",
        drained, plan.requests() / drained);
    System.out.printf(
        "answers                   %d granted, %d refused, %d told twice%n",
        outcome.granted().size(),
        outcome.refused().size(),
        List.of(outcome.granted(), outcome.refused()).stream()
            .flatMap(told -> told.values().stream())
            .filter(times -> times > 1)
            .count());
    System.out.printf(
        "runs of the gate          %d, most events in one %d, most signals in one %d%n",
        outcome.runs().size(),
        outcome.runs().stream().mapToInt(List::size).max().orElse(0),
        outcome.runs().stream().mapToLong(GateBench::signals).max().orElse(0));
    System.out.println(
        "events per run            " + outcome.runs().stream().map(List::size).toList());
    System.out.println("events of each type       " + types(outcome.runs()));
    slowest(outcome.runs()).forEach(System.out::println);
  }

  /** Returns the workflow tasks that took longest from asked to done, and what came meanwhile. */
  private static List<String> slowest(List<List<HistoryEvent>> runs) {
    record Task(long millis, String text) {}
    List<Task> tasks = new ArrayList<>();
    for (List<HistoryEvent> run : runs) {
      long asked = 0;
      long started = 0;
      int signals = 0;
      for (HistoryEvent event : run) {
        long at = Histories.time(event).toEpochMilli();
        switch (event.getEventType()) {
          case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> signals++;
          case EVENT_TYPE_WORKFLOW_TASK_SCHEDULED -> asked = at;
          case EVENT_TYPE_WORKFLOW_TASK_STARTED -> started = at;
          case EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
              EVENT_TYPE_WORKFLOW_TASK_FAILED,
              EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT -> {
            tasks.add(
                new Task(
                    at - asked,
                    event.getEventType()
                        + " event "
                        + event.getEventId()
                        + ": asked to started "
                        + (started < asked ? "-" : (started - asked) + " ms")
                        + ", to done "
                        + (at - asked)
                        + " ms, signals since the last "
                        + signals));
            signals = 0;
          }
          default -> {}
        }
      }
    }
    return tasks.stream()
        .sorted(Comparator.comparingLong(Task::millis).reversed())
        .limit(20)
        .map(Task::text)
        .toList();
  }

  private static long signals(List<HistoryEvent> run) {
    return run.stream().filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes).count();
  }

  private static Map<EventType, Integer> types(List<List<HistoryEvent>> runs) {
    Map<EventType, Integer> types = new TreeMap<>();
    runs.forEach(run -> run.forEach(event -> types.merge(event.getEventType(), 1, Integer::sum)));
    return types;
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).strip();
  }
}
