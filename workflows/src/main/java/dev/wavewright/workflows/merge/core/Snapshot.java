package dev.wavewright.workflows.merge.core;

import java.time.Instant;
import java.util.List;

/**
 * All that one decision may look at.
 *
 * @param news what happened since the last decision, in order
 * @param working whether a work step of the head is under way
 * @param ending whether the run is about to end, so that no work may be begun
 */
public record Snapshot(
    MergeLine line, List<News> news, boolean working, boolean ending, Instant now) {
  public Snapshot {
    news = List.copyOf(news);
  }
}
