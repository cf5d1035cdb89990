package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.WaveId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wave as it stands now.
 *
 * @param settled nothing happens any more unless a person acts; true for a closed one
 * @param closed its workflow is over, in whatever way
 * @param ended when it ended by itself, or null
 */
public record WaveFact(
    WaveId id, Instant started, @Nullable Instant ended, boolean settled, boolean closed) {
  public WaveFact {
    settled = settled || closed;
  }
}
