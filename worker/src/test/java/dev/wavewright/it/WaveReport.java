package dev.wavewright.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.it.Histories.Did;
import dev.wavewright.it.WaveBench.Planned;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.core.Makespan;
import dev.wavewright.workflows.wave.core.Ranking;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What one wave cost, computed from the histories of its workflows. */
final class WaveReport {
  private final WaveBench.Plan plan;
  private final List<Planned> wave;
  private final List<Duration> roundTrips;
  private final Map<IssueKey, List<HistoryEvent>> issues = new LinkedHashMap<>();
  private final List<HistoryEvent> gate;
  private final List<HistoryEvent> waveEvents;
  private final Map<IssueKey, List<Did>> work = new LinkedHashMap<>();
  private int mergeEvents;

  WaveReport(
      WaveBench.Plan plan, List<Planned> wave, Histories histories, List<Duration> roundTrips) {
    this.plan = plan;
    this.wave = wave;
    this.roundTrips = roundTrips;
    gate = histories.events("capacity/main");
    waveEvents = histories.events("wave/bench/bench");
    for (Planned issue : wave) {
      List<HistoryEvent> events = histories.events(issue.key().workflowId());
      issues.put(issue.key(), events);
      work.put(issue.key(), new ArrayList<>(Histories.activities(events)));
    }
    wave.stream().map(Planned::repository).distinct().forEach(name -> addMerges(histories, name));
  }

  private void addMerges(Histories histories, RepositoryName repository) {
    List<HistoryEvent> events = histories.events(MergeQueueWorkflow.id(repository));
    mergeEvents += events.size();
    for (Did did : Histories.activities(events)) {
      JsonNode key = did.input().path("key");
      work.computeIfPresent(
          new IssueKey(key.asText()),
          (same, done) -> {
            done.add(did);
            return done;
          });
    }
  }

  void print(PrintStream out) {
    out.println(plan);
    Instant begin = Histories.time(waveEvents.getFirst());
    Instant end =
        issues.values().stream()
            .map(events -> Histories.time(events.getLast()))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Duration makespan = Duration.between(begin, end);
    makespans(out, makespan);
    Map<String, List<Long>> millis = new TreeMap<>();
    work.values().stream()
        .flatMap(List::stream)
        .forEach(
            did -> millis.computeIfAbsent(did.type(), type -> new ArrayList<>()).add(did.millis()));
    millis.forEach((type, values) -> out.println("activity " + type + ": " + shown(values)));
    new Turnarounds(plan, gate, issues).print(out);
    out.println(
        "no-op activity, asked to next workflow task: "
            + shown(roundTrips.stream().map(Duration::toMillis).toList()));
    List<Long> own = issues.values().stream().map(events -> (long) events.size()).toList();
    out.println("events of an issue: " + shown(own).replace(" ms", ""));
    long all =
        own.stream().mapToLong(Long::longValue).sum()
            + gate.size()
            + waveEvents.size()
            + mergeEvents;
    out.printf(
        Locale.ROOT,
        "events: issues %d, gate %d, merge queues %d, wave %d, all %d (%.1f per issue)%n",
        own.stream().mapToLong(Long::longValue).sum(),
        gate.size(),
        mergeEvents,
        waveEvents.size(),
        all,
        (double) all / wave.size());
  }

  private void makespans(PrintStream out, Duration makespan) {
    Duration agent = Duration.ofSeconds(plan.seconds());
    Function<Planned, Duration> alone = issue -> agent;
    out.printf(Locale.ROOT, "makespan %.1f s%n", makespan.toMillis() / 1000.0);
    row(out, makespan, "lower bound, agents' own time", bound(alone));
    row(out, makespan, "our order, agents' own time", simulated(alone));
    row(out, makespan, "number order, agents' own time", numberOrder(alone));
    row(out, makespan, "lower bound, with measured git, agent start and check", bound(this::busy));
    row(out, makespan, "our order, with the same", simulated(this::busy));
    row(out, makespan, "number order, with the same", numberOrder(this::busy));
  }

  private static void row(PrintStream out, Duration makespan, String name, Duration other) {
    out.printf(
        Locale.ROOT,
        "  %-56s %6.1f s, makespan / it = %.3f%n",
        name,
        other.toMillis() / 1000.0,
        (double) makespan.toMillis() / other.toMillis());
  }

  /** The time in which something was done for an issue while it held its place. */
  private Duration busy(Planned issue) {
    return Duration.ofMillis(
        work.getOrDefault(issue.key(), List.of()).stream()
            .filter(did -> !did.type().equals("Retire"))
            .mapToLong(Did::millis)
            .sum());
  }

  private Duration bound(Function<Planned, Duration> time) {
    Map<IssueKey, Long> chains = new LinkedHashMap<>();
    Map<RepositoryName, Long> sums = new LinkedHashMap<>();
    long total = 0;
    for (Planned issue : wave) {
      long own = time.apply(issue).toMillis();
      long longest =
          issue.needs().stream().mapToLong(need -> chains.getOrDefault(need, 0L)).max().orElse(0);
      chains.put(issue.key(), longest + own);
      sums.merge(issue.repository(), own, Long::sum);
      total += own;
    }
    long chain = chains.values().stream().mapToLong(Long::longValue).max().orElse(0);
    long repository = sums.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return Duration.ofMillis(
        Math.max(total / plan.cap(), Math.max(chain, repository / plan.parallel())));
  }

  private Duration simulated(Function<Planned, Duration> time) {
    List<Ranking.Node> nodes =
        wave.stream()
            .map(
                issue ->
                    new Ranking.Node(
                        issue.key(),
                        issue.repository(),
                        Priority.DEFAULT,
                        issue.needs(),
                        time.apply(issue)))
            .toList();
    Map<RepositoryName, Integer> parallel = new LinkedHashMap<>();
    wave.forEach(issue -> parallel.put(issue.repository(), plan.parallel()));
    return Makespan.simulate(nodes, plan.cap(), parallel).makespan();
  }

  /** The same simulation, but the ready issue with the lowest number goes first. */
  private Duration numberOrder(Function<Planned, Duration> time) {
    List<Planned> waiting = new ArrayList<>(wave);
    waiting.sort(
        Comparator.comparingLong((Planned issue) -> issue.key().number())
            .thenComparing(Planned::key));
    Map<Planned, Long> running = new LinkedHashMap<>();
    List<IssueKey> landed = new ArrayList<>();
    long now = 0;
    while (!waiting.isEmpty() || !running.isEmpty()) {
      for (Planned issue : List.copyOf(waiting)) {
        long beside =
            running.keySet().stream()
                .filter(other -> other.repository().equals(issue.repository()))
                .count();
        if (running.size() < plan.cap()
            && beside < plan.parallel()
            && landed.containsAll(issue.needs())) {
          waiting.remove(issue);
          running.put(issue, now + time.apply(issue).toMillis());
        }
      }
      Map.Entry<Planned, Long> next =
          running.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
      now = next.getValue();
      landed.add(next.getKey().key());
      running.remove(next.getKey());
    }
    return Duration.ofMillis(now);
  }

  static String shown(List<Long> values) {
    if (values.isEmpty()) {
      return "none";
    }
    List<Long> sorted = values.stream().sorted().toList();
    return "p50 %d ms, p99 %d ms, max %d ms (n = %d)"
        .formatted(
            sorted.get(sorted.size() / 2),
            sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1),
            sorted.getLast(),
            sorted.size());
  }
}
