package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tracker is to do next. */
public sealed interface TrackerStep {
  /** Write these markers, the most urgent first. */
  record WriteMarkers(List<Marker> markers) implements TrackerStep {
    public WriteMarkers {
      markers = List.copyOf(markers);
    }
  }

  /**
   * Make or renew the hand-off of a repository.
   *
   * @param landed what the wave says has landed there, ordered
   * @param digest of what the hand-off tells
   */
  record HandOver(RepositoryName repository, List<IssueKey> landed, String digest)
      implements TrackerStep {
    public HandOver {
      landed = List.copyOf(landed);
    }
  }

  /**
   * Wait for news.
   *
   * @param until something is due then also without news; null for never
   */
  record Wait(@Nullable Instant until) implements TrackerStep {}

  /** Everything is written and nothing will come. */
  record End() implements TrackerStep {}
}
