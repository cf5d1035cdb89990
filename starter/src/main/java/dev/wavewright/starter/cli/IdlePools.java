package dev.wavewright.starter.cli;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.client.WorkflowClient;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pools of which a table need not tell: nobody is in them, and nobody lowered them. */
final class IdlePools {
  private IdlePools() {}

  /**
   * @param used pools that are told of in any case
   */
  static Set<PoolName> of(CapacityView view, Set<PoolName> used) {
    return view.pools().stream()
        .filter(pool -> isIdle(view, pool))
        .map(PoolView::name)
        .filter(name -> name.host().isEmpty() && !used.contains(name))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isIdle(CapacityView view, PoolView pool) {
    return pool.held() == 0
        && pool.waiting() == 0
        && pool.afterPause() == pool.configured()
        && (pool.effective() == pool.afterPause() || view.paused());
  }

  /** Returns the pools of the projects and repositories that have an open wave. */
  static Set<PoolName> ofOpenWaves(WorkflowClient client) {
    Set<PoolName> used = new LinkedHashSet<>();
    for (WaveWorkflow wave : Waves.running(client)) {
      WaveStatus status = wave.status();
      used.addAll(
          of(
              status.wave().project(),
              status.issues().stream().map(WaveStatus.IssueLine::repository)));
    }
    return used;
  }

  /** Returns the pools of one wave's project and repositories. */
  static Set<PoolName> of(String project, WaveView wave) {
    return of(project, wave.issues().stream().map(WaveView.IssueView::repository));
  }

  private static Set<PoolName> of(String project, Stream<RepositoryName> repositories) {
    return Stream.concat(
            Stream.of(PoolName.project(project)), repositories.map(PoolName::repository))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
