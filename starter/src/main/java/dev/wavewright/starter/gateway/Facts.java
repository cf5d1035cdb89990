package dev.wavewright.starter.gateway;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.wave.WaveStatus;
import java.util.List;
import java.util.Optional;

/** What the status page shows. */
interface Facts {
  /** Tells whether Temporal answers. */
  boolean answers();

  /** Returns the gate's view; empty when no worker answers for it. */
  Optional<CapacityView> gate();

  /** Returns the open waves; those that no worker answers for are left out. */
  List<WaveStatus> waves();
}
