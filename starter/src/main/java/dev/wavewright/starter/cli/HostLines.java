package dev.wavewright.starter.cli;

import dev.wavewright.workflows.capacity.CapacityView.Condition;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.model.Pressure;
import java.time.temporal.ChronoUnit;

/** What a host's worker says of its machine, in words. */
final class HostLines {
  private HostLines() {}

  /** Returns what is said of a pool's machine; empty where nothing is. */
  static String of(PoolView pool) {
    Condition condition = pool.condition();
    if (condition == null) {
      return "";
    }
    String about = Printable.line(condition.about());
    return isPressed(pool)
        ? effect(condition.pressure())
            + " since "
            + condition.since().truncatedTo(ChronoUnit.SECONDS)
            + ": "
            + Printable.line(condition.reason())
            + "; "
            + about
        : about;
  }

  static boolean isPressed(PoolView pool) {
    return pool.condition() != null && pool.condition().pressure() != Pressure.NONE;
  }

  private static String effect(Pressure pressure) {
    return switch (pressure) {
      case NONE -> "";
      case CPU -> "takes no session beside another";
      case MEMORY -> "takes no new session";
    };
  }
}
