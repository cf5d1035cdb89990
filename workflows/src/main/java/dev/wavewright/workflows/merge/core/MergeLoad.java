package dev.wavewright.workflows.merge.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How busy a merge queue is: above 1 the line grows without end. */
public final class MergeLoad {
  private MergeLoad() {}

  /**
   * Returns arrival rate times mean landing time over these landings; empty below two of them, or
   * when they all arrived at one instant.
   */
  public static Optional<Double> of(List<MergeLine.Landing> landings) {
    if (landings.size() < 2) {
      return Optional.empty();
    }
    Instant first = landings.getFirst().arrived();
    Instant last = first;
    Duration busy = Duration.ZERO;
    for (MergeLine.Landing landing : landings) {
      first = landing.arrived().isBefore(first) ? landing.arrived() : first;
      last = landing.arrived().isAfter(last) ? landing.arrived() : last;
      busy = busy.plus(landing.took());
    }
    double span = Duration.between(first, last).toMillis();
    if (span == 0) {
      return Optional.empty();
    }
    double rate = (landings.size() - 1) / span;
    return Optional.of(rate * busy.toMillis() / landings.size());
  }
}
