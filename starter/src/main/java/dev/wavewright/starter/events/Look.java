package dev.wavewright.starter.events;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.usage.UsageView;
import java.time.Instant;
import java.util.List;

/**
 * What was seen at one moment.
 *
 * @param usage of each account that was reported of
 */
public record Look(Instant at, CapacityView gate, List<UsageView> usage) {
  public Look {
    usage = List.copyOf(usage);
  }
}
