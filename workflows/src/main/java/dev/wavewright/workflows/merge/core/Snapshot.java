package dev.wavewright.workflows.merge.core;

import java.time.Instant;
import java.util.List;

/**
 * All that one decision may look at.
 *
 * @param news what happened since the last decision, in order
 * @param mayWork whether a work step may be begun: none is under way and the run is not ending
 */
public record Snapshot(MergeLine line, List<News> news, boolean mayWork, Instant now) {
  public Snapshot {
    news = List.copyOf(news);
  }
}
