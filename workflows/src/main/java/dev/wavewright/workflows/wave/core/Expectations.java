package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.RepositoryName;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long an issue is expected to be in flight: the mean of what was measured in this wave for its
 * repository and agent, else the mean of all that was measured, else what was planned.
 */
final class Expectations {
  private record Kind(RepositoryName repository, String agent) {}

  private record Sum(long millis, int count) {
    Sum plus(Duration measured) {
      return new Sum(millis + measured.toMillis(), count + 1);
    }

    Duration mean() {
      return Duration.ofMillis(Math.max(1, millis / count));
    }
  }

  private static final Sum NONE = new Sum(0, 0);

  private final Map<Kind, Sum> measured = new LinkedHashMap<>();
  private Sum all = NONE;

  private Expectations() {}

  static Expectations of(Collection<Line> lines) {
    Expectations expectations = new Expectations();
    for (Line line : lines) {
      Duration inFlight = line.inFlight();
      if (line.landed() != null && inFlight != null && inFlight.isPositive()) {
        Kind kind = new Kind(line.work().repository(), line.work().agent());
        expectations.measured.merge(kind, NONE.plus(inFlight), (sum, one) -> sum.plus(inFlight));
        expectations.all = expectations.all.plus(inFlight);
      }
    }
    return expectations;
  }

  Duration of(Line.Work work) {
    Sum known = measured.getOrDefault(new Kind(work.repository(), work.agent()), all);
    return known.count() == 0 ? work.expected() : known.mean();
  }
}
