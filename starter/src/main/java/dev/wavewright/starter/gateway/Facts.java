package dev.wavewright.starter.gateway;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.wave.WaveStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the status page shows. */
interface Facts {
  /** Tells whether Temporal answers. */
  boolean answers();

  /** Returns the gate's view; empty when no worker answers for it. */
  Optional<CapacityView> gate();

  /** Returns the open waves; those that no worker answers for are left out. */
  List<WaveStatus> waves();

  /** Returns the waves that ended last, the latest first. */
  List<EndedWave> endedWaves();

  /** Returns the issues and tasks that wait for a person. */
  List<IssueStatus> parked();

  /**
   * A wave that has ended.
   *
   * @param result null if it ended without one: it was terminated, or failed
   */
  record EndedWave(
      String workflowId, Instant started, Instant ended, @Nullable WaveStatus result) {}
}
