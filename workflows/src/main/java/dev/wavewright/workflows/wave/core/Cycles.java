package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.IssueKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds cycles of dependencies. */
final class Cycles {
  private Cycles() {}

  /**
   * Returns at least one cycle if there is any: for each key in order that is in no cycle found so
   * far, a shortest one through it. Self-edges are not in {@code edges}.
   */
  static List<List<IssueKey>> find(Map<IssueKey, List<IssueKey>> edges) {
    List<List<IssueKey>> cycles = new ArrayList<>();
    Set<IssueKey> covered = new LinkedHashSet<>();
    for (IssueKey start : edges.keySet()) {
      if (!covered.contains(start)) {
        List<IssueKey> cycle = shortestThrough(start, edges);
        if (!cycle.isEmpty()) {
          covered.addAll(cycle);
          cycles.add(fromSmallest(cycle));
        }
      }
    }
    return cycles;
  }

  private static List<IssueKey> shortestThrough(
      IssueKey start, Map<IssueKey, List<IssueKey>> edges) {
    Map<IssueKey, IssueKey> cameFrom = new LinkedHashMap<>();
    Deque<IssueKey> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      IssueKey at = queue.removeFirst();
      for (IssueKey next : edges.getOrDefault(at, List.of())) {
        if (next.equals(start)) {
          return pathTo(at, start, cameFrom);
        }
        if (cameFrom.putIfAbsent(next, at) == null) {
          queue.addLast(next);
        }
      }
    }
    return List.of();
  }

  private static List<IssueKey> pathTo(
      IssueKey end, IssueKey start, Map<IssueKey, IssueKey> cameFrom) {
    Deque<IssueKey> path = new ArrayDeque<>();
    for (IssueKey at = end; !at.equals(start); at = cameFrom.getOrDefault(at, start)) {
      path.addFirst(at);
    }
    path.addFirst(start);
    return List.copyOf(path);
  }

  private static List<IssueKey> fromSmallest(List<IssueKey> cycle) {
    int smallest = 0;
    for (int at = 1; at < cycle.size(); at++) {
      if (cycle.get(at).compareTo(cycle.get(smallest)) < 0) {
        smallest = at;
      }
    }
    List<IssueKey> turned = new ArrayList<>(cycle.subList(smallest, cycle.size()));
    turned.addAll(cycle.subList(0, smallest));
    return turned;
  }
}
