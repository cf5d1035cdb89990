package dev.wavewright.workflows.wave;

import java.util.Map;
import java.util.TreeMap;

/** Counts how often each rule was really tried, so that a script which tries nothing is noticed. */
final class Tally {
  private final Map<String, Integer> counts = new TreeMap<>();

  Tally(String... rules) {
    for (String rule : rules) {
      counts.put(rule, 0);
    }
  }

  void count(String rule) {
    if (counts.computeIfPresent(rule, (name, count) -> count + 1) == null) {
      throw new IllegalArgumentException("no such rule: " + rule);
    }
  }

  Map<String, Integer> counts() {
    return counts;
  }
}
