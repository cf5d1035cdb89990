package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.RepositoryName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything a decision is made of.
 *
 * @param web address of the tracker's pages, without a slash at its end
 * @param deliver whether hand-offs are made
 * @param lines one per issue, in the order of the plan
 */
public record Snapshot(
    Instant now,
    WaveFact wave,
    String web,
    boolean deliver,
    List<Line> lines,
    List<RepositoryLine> repositories,
    Allowance allowance) {
  public Snapshot {
    lines = List.copyOf(lines);
    repositories = List.copyOf(repositories);
  }

  Optional<RepositoryLine> repository(RepositoryName name) {
    return repositories.stream().filter(each -> each.name().equals(name)).findFirst();
  }
}
