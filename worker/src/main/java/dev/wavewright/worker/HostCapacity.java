package dev.wavewright.worker;

import dev.wavewright.activities.machine.Calibrated;
import dev.wavewright.activities.machine.Carrying;
import dev.wavewright.activities.machine.Footprints;
import dev.wavewright.activities.machine.MachineReading;
import dev.wavewright.activities.machine.MemoryReserve;
import dev.wavewright.workflows.model.ByteSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the numbers of {@code host.yml}. */
final class HostCapacity {
  private HostCapacity() {}

  /**
   * Reads the setting {@code sessions} and, if it is {@code auto}, finds the number.
   *
   * @throws IllegalArgumentException if it is neither {@code auto} nor a number of at least 0
   */
  static Carrying sessions(
      String setting, @Nullable Calibrated calibrated, MemoryReserve reserve, MachineReading has) {
    return setting.equals("auto")
        ? Carrying.automatic(
            calibrated,
            calibrated == null ? Footprints.usual() : calibrated.memory(),
            reserve,
            has.memory(),
            Runtime.getRuntime().availableProcessors())
        : Carrying.set(number("sessions", setting, 0));
  }

  /**
   * Reads the setting {@code calibrated}; empty if there is none.
   *
   * @throws IllegalArgumentException if a part of it is missing or wrong
   */
  static Optional<Calibrated> calibrated(String agent, String sessions, String memory) {
    if (agent.isEmpty() && sessions.isEmpty() && memory.isEmpty()) {
      return Optional.empty();
    }
    ByteSize size =
        ByteSize.parse(memory)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "host.yml: calibrated.memory is " + ByteSize.WANTED));
    return Optional.of(new Calibrated(agent, number("calibrated.sessions", sessions, 1), size));
  }

  /**
   * Reads the setting {@code starts-at-once}; {@code auto} is one per core.
   *
   * @throws IllegalArgumentException if it is neither {@code auto} nor a number of at least 1
   */
  static int startsAtOnce(String setting) {
    return setting.equals("auto")
        ? Runtime.getRuntime().availableProcessors()
        : number("starts-at-once", setting, 1);
  }

  /**
   * Reads the setting {@code stall-limit}, a percentage; 100 is never passed.
   *
   * @throws IllegalArgumentException if it is no number of 1 to 100
   */
  static int stallLimit(String setting) {
    int limit = number("stall-limit", setting, 1);
    if (limit > 100) {
      throw new IllegalArgumentException("host.yml: stall-limit is at most 100, not " + limit);
    }
    return limit;
  }

  private static int number(String key, String setting, int least) {
    try {
      int number = Integer.parseInt(setting);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for every wrong value.
    }
    throw new IllegalArgumentException(
        "host.yml: %s is 'auto' or a number of at least %d, not '%s'"
            .formatted(key, least, setting));
  }
}
