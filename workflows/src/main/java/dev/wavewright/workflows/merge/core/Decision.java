package dev.wavewright.workflows.merge.core;

import java.util.List;

/**
 * What follows from one snapshot.
 *
 * @param line the line after all news
 * @param steps what to do, in this order; at most one of them is work
 */
public record Decision(MergeLine line, List<Step> steps) {
  public Decision {
    steps = List.copyOf(steps);
  }
}
