package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plays a wave through as the gate would admit it, without any overhead: a free slot always takes
 * the first issue, by priority and rank, whose dependencies landed and whose repository has room.
 */
public final class Makespan {
  private Makespan() {}

  /**
   * What a wave would take.
   *
   * @param order keys in the order they start
   */
  public record Run(Duration makespan, List<IssueKey> order) {
    public Run {
      order = List.copyOf(order);
    }
  }

  private record Busy(Ranking.Node node, long until) {}

  /**
   * Simulates the wave.
   *
   * @param nodes dependencies before dependents
   * @param cap issues in flight at once, at least 1
   * @param parallel issues at once per repository; what is not in it counts as 1
   */
  public static Run simulate(
      List<Ranking.Node> nodes, int cap, Map<RepositoryName, Integer> parallel) {
    if (cap < 1) {
      throw new IllegalArgumentException("a simulation needs a slot, cap is " + cap);
    }
    List<Ranking.Node> waiting = new ArrayList<>(nodes);
    Set<IssueKey> unlanded = new LinkedHashSet<>();
    nodes.forEach(node -> unlanded.add(node.key()));
    List<Busy> busy = new ArrayList<>();
    List<IssueKey> order = new ArrayList<>();
    long now = 0;
    while (!waiting.isEmpty() || !busy.isEmpty()) {
      admit(waiting, busy, unlanded, order, cap, parallel, now);
      Busy next =
          busy.stream()
              .min(Comparator.comparingLong(Busy::until).thenComparing(each -> each.node().key()))
              .orElseThrow(() -> new IllegalArgumentException("the nodes contain a cycle"));
      busy.remove(next);
      now = next.until();
      unlanded.remove(next.node().key());
    }
    return new Run(Duration.ofMillis(now), order);
  }

  private static void admit(
      List<Ranking.Node> waiting,
      List<Busy> busy,
      Set<IssueKey> unlanded,
      List<IssueKey> order,
      int cap,
      Map<RepositoryName, Integer> parallel,
      long now) {
    while (busy.size() < cap) {
      Map<RepositoryName, Integer> room = new LinkedHashMap<>();
      waiting.forEach(
          node -> room.putIfAbsent(node.repository(), parallel.getOrDefault(node.repository(), 1)));
      busy.forEach(each -> room.merge(each.node().repository(), -1, Integer::sum));
      Map<IssueKey, Long> ranks = Ranking.ranks(waiting, parallel);
      Ranking.Node first =
          waiting.stream()
              .filter(node -> room.getOrDefault(node.repository(), 0) > 0)
              .filter(node -> node.dependsOn().stream().noneMatch(unlanded::contains))
              .min(
                  Comparator.comparing(Ranking.Node::priority)
                      .thenComparingLong(node -> ranks.getOrDefault(node.key(), 0L))
                      .thenComparing(Ranking.Node::key))
              .orElse(null);
      if (first == null) {
        return;
      }
      waiting.remove(first);
      order.add(first.key());
      busy.add(new Busy(first, now + first.expected().toMillis()));
    }
  }
}
