package dev.wavewright.starter.gateway;

import dev.wavewright.starter.events.Look;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.Monitors;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.usage.UsageView;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Asks the gate, and the monitor of each account that the gate knows. */
final class TemporalEyes implements Supplier<Look> {
  private static final String ACCOUNT = "account:";

  private final Gate gate;
  private final Monitors monitors;
  private final InstantSource clock;

  TemporalEyes(Gate gate, Monitors monitors, InstantSource clock) {
    this.gate = gate;
    this.monitors = monitors;
    this.clock = clock;
  }

  @Override
  public Look get() {
    CapacityView view = gate.view();
    List<UsageView> usage =
        view.pools().stream()
            .map(pool -> pool.name().value())
            .filter(name -> name.startsWith(ACCOUNT))
            .flatMap(name -> monitors.of(name.substring(ACCOUNT.length())).stream())
            .toList();
    return new Look(clock.instant(), view, usage);
  }
}
