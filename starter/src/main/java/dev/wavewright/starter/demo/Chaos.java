package dev.wavewright.starter.demo;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Chooses what is killed next, from what was just seen. Nothing is chosen between issues: there is
 * always one whose work is under way, and whose phase is told with the kill.
 */
public final class Chaos {
  private static final List<Phase> WITH_AGENT = List.of(Phase.IMPLEMENTING, Phase.REVIEWING);

  /** An agent at work has to be adopted, which is the most that a worker's death asks. */
  private static final List<Phase> WORKER_FIRST =
      List.of(Phase.IMPLEMENTING, Phase.REVIEWING, Phase.MERGING, Phase.CHECKING, Phase.PREPARING);

  /** A landing under way must not be done twice, which is the most that a server's death asks. */
  private static final List<Phase> TEMPORAL_FIRST =
      List.of(Phase.MERGING, Phase.CHECKING, Phase.REVIEWING, Phase.IMPLEMENTING, Phase.PREPARING);

  private Chaos() {}

  /** What is killed, in this order. */
  public enum Target {
    AGENT("agent"),
    WORKER("worker"),
    TEMPORAL("Temporal");

    private final String word;

    Target(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * One issue as it was just seen.
   *
   * @param phase as the issue itself answered
   * @param agent pid of its live agent, if it is known
   * @param worker pid of the stack's worker at which something runs for it now; empty when nothing
   *     does
   */
  public record Sighting(IssueKey key, Phase phase, OptionalLong agent, OptionalLong worker) {}

  /** What to kill, and during which issue's work. */
  public record Strike(Target target, Sighting during) {}

  /**
   * Returns the next kill, or nothing while no issue is at work that suits it.
   *
   * @param struck what was killed already
   */
  public static Optional<Strike> next(Set<Target> struck, List<Sighting> sightings) {
    for (Target target : Target.values()) {
      if (!struck.contains(target)) {
        List<Phase> preferred =
            switch (target) {
              case AGENT -> WITH_AGENT;
              case WORKER -> WORKER_FIRST;
              case TEMPORAL -> TEMPORAL_FIRST;
            };
        return sightings.stream()
            .filter(seen -> preferred.contains(seen.phase()) && seen.worker().isPresent())
            .filter(seen -> target != Target.AGENT || seen.agent().isPresent())
            .min(
                Comparator.comparingInt((Sighting seen) -> preferred.indexOf(seen.phase()))
                    .thenComparing(seen -> seen.agent().isEmpty())
                    .thenComparing(Sighting::key))
            .map(seen -> new Strike(target, seen));
      }
    }
    return Optional.empty();
  }
}
