package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a wave knows about its issues.
 *
 * @param lines dependencies before dependents, in the order of the plan
 * @param parallel issues at once per repository
 * @param cancelledBy who cancelled the wave, or null
 */
public record Board(
    List<Line> lines, Map<RepositoryName, Integer> parallel, @Nullable String cancelledBy) {
  /** How often silent issues are looked at while one of them should be working. */
  static final Duration SWEEP_WORKING = Duration.ofSeconds(60);

  /** How often they are looked at while all of them wait for people. */
  static final Duration SWEEP_PARKED = Duration.ofMinutes(10);

  public Board {
    lines = List.copyOf(lines);
    Map<RepositoryName, Integer> ordered = new LinkedHashMap<>(parallel);
    parallel = Collections.unmodifiableMap(ordered);
    Set<IssueKey> earlier = new LinkedHashSet<>();
    for (Line line : lines) {
      if (!earlier.containsAll(line.work().dependsOn())) {
        throw new IllegalArgumentException(line.key() + " comes before its dependencies");
      }
      if (!earlier.add(line.key())) {
        throw new IllegalArgumentException(line.key() + " is on the board twice");
      }
    }
  }

  /** Where a wave as a whole stands. */
  public enum Standing {
    RUNNING,
    /** Only parked and held issues are left. */
    WAITING_FOR_PEOPLE,
    CANCELLING,
    ENDED
  }

  public Standing standing() {
    if (lines.stream().allMatch(line -> line.phase().isFinal())) {
      return Standing.ENDED;
    }
    if (cancelledBy != null) {
      return Standing.CANCELLING;
    }
    boolean peopleOnly =
        lines.stream()
            .filter(line -> !line.phase().isFinal())
            .allMatch(line -> line.phase().isForPeople() || line.phase() == Phase.HELD);
    return peopleOnly ? Standing.WAITING_FOR_PEOPLE : Standing.RUNNING;
  }

  /** Returns all lines, in the order in which the gate is to take them. */
  public List<Line> inOrder() {
    return lines.stream().sorted(Line.ORDER).toList();
  }

  public Optional<Line> line(IssueKey key) {
    return lines.stream().filter(line -> line.key().equals(key)).findFirst();
  }

  /**
   * Tells whether a dependent of this issue may want the very place that its landing frees. A
   * dependent in another repository may not, if the project has a place for all that its
   * repositories can have in flight.
   *
   * @param cap the project's configured cap on issues in flight
   */
  public boolean placeIsWanted(Line landing, int cap) {
    int places = parallel.values().stream().mapToInt(Integer::intValue).sum();
    return lines.stream()
        .filter(line -> line.work().dependsOn().contains(landing.key()))
        .anyMatch(
            line -> cap < places || line.work().repository().equals(landing.work().repository()));
  }

  /** Returns the lines whose workflow should be open. */
  public List<Line> driven() {
    return lines.stream()
        .filter(line -> line.child() == Line.Child.LIVE && !line.phase().isFinal())
        .toList();
  }

  /** Returns when to look at silent issues again; empty while no workflow should be open. */
  public Optional<Duration> sweepAfter() {
    List<Line> driven = driven();
    if (driven.isEmpty()) {
      return Optional.empty();
    }
    boolean parked = driven.stream().allMatch(line -> line.phase().isForPeople());
    return Optional.of(parked && cancelledBy == null ? SWEEP_PARKED : SWEEP_WORKING);
  }
}
