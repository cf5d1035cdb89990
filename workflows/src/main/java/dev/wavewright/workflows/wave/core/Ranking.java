package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says which ready issue goes first: the one with the longest expected chain of dependents, plus
 * what its sequential repository still has to do. See {@code bench/ranking/RESULTS.md} for what it
 * was measured against.
 */
public final class Ranking {
  private Ranking() {}

  /**
   * One issue that has not ended.
   *
   * @param dependsOn keys of nodes that come earlier in the list; others are ignored
   * @param expected expected time in flight
   */
  public record Node(
      IssueKey key,
      RepositoryName repository,
      Priority priority,
      List<IssueKey> dependsOn,
      Duration expected) {
    public Node {
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /**
   * Returns the rank of every node, lower is earlier: minus the milliseconds of work that wait
   * behind it.
   *
   * @param unfinished every issue still to be done, dependencies before dependents
   * @param parallel issues at once per repository; what is not in it counts as 1
   */
  public static Map<IssueKey, Long> ranks(
      List<Node> unfinished, Map<RepositoryName, Integer> parallel) {
    Map<IssueKey, Long> chains = chains(unfinished);
    Map<RepositoryName, Long> left = new LinkedHashMap<>();
    unfinished.forEach(
        node -> left.merge(node.repository(), node.expected().toMillis(), Long::sum));
    Map<IssueKey, Long> ranks = new LinkedHashMap<>();
    for (Node node : unfinished) {
      int width = Math.max(1, parallel.getOrDefault(node.repository(), 1));
      long chain = chains.getOrDefault(node.key(), 0L);
      long repository = left.getOrDefault(node.repository(), 0L) / width;
      ranks.put(node.key(), -(chain + repository));
    }
    return ranks;
  }

  /** Each node's expected time plus the longest expected path through its dependents. */
  static Map<IssueKey, Long> chains(List<Node> nodes) {
    Map<IssueKey, Long> longestDependent = new LinkedHashMap<>();
    Map<IssueKey, Long> chains = new LinkedHashMap<>();
    for (Node node : new ArrayList<>(nodes).reversed()) {
      long chain = node.expected().toMillis() + longestDependent.getOrDefault(node.key(), 0L);
      chains.put(node.key(), chain);
      node.dependsOn().forEach(dependency -> longestDependent.merge(dependency, chain, Math::max));
    }
    return chains;
  }
}
