package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.PoolName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long the last leases of one kind of work were held.
 *
 * @param millis oldest first, at most {@link #MOST_SAMPLES}
 */
public record Measured(Work work, List<Long> millis) {
  static final int MOST_SAMPLES = 32;

  public Measured {
    millis = List.copyOf(millis);
  }

  /**
   * What is expected to take about as long each time.
   *
   * @param repository its pool
   * @param agent its pool
   * @param purpose of the request
   */
  public record Work(PoolName repository, PoolName agent, String purpose, LeaseKind lease) {
    /** Returns what a lease of this request is for; empty if its repository is not known. */
    static Optional<Work> of(Request request, LeaseKind lease) {
      Optional<PoolName> repository =
          named(request.inFlightPools(), "repository:")
              .or(() -> request.key().repository().map(PoolName::repository));
      Optional<PoolName> agent = named(request.sessionPools(), "agent:");
      return repository.flatMap(
          known -> agent.map(by -> new Work(known, by, request.purpose(), lease)));
    }

    private static Optional<PoolName> named(List<PoolName> pools, String prefix) {
      return pools.stream().filter(pool -> pool.value().startsWith(prefix)).findFirst();
    }
  }

  Measured and(long held) {
    return new Measured(
        work,
        Stream.concat(
                millis.stream().skip(Math.max(0, millis.size() + 1 - MOST_SAMPLES)),
                Stream.of(held))
            .toList());
  }
}
