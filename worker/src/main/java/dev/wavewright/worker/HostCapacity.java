package dev.wavewright.worker;

import java.lang.management.ManagementFactory;

/**
 * How many agent sessions a host carries.
 *
 * <p>{@code auto} is 3, never above two per core and one per GiB of memory beyond a reserve of 2
 * GiB; 8 side by side were measured to finish on two cores, so the bound is memory, not time-outs.
 */
final class HostCapacity {
  private static final int DEFAULT_SESSIONS = 3;
  private static final long GIB = 1L << 30;
  private static final long RESERVE = 2 * GIB;

  private HostCapacity() {}

  /**
   * Reads the setting {@code sessions} of {@code host.yml}.
   *
   * @throws IllegalArgumentException if it is neither {@code auto} nor a number of at least 0
   */
  static int sessions(String setting) {
    return setting.equals("auto")
        ? automatic(Runtime.getRuntime().availableProcessors(), memory())
        : number("sessions", setting, 0);
  }

  /**
   * Reads the setting {@code starts-at-once} of {@code host.yml}; {@code auto} is one per core.
   *
   * @throws IllegalArgumentException if it is neither {@code auto} nor a number of at least 1
   */
  static int startsAtOnce(String setting) {
    return setting.equals("auto")
        ? Runtime.getRuntime().availableProcessors()
        : number("starts-at-once", setting, 1);
  }

  /**
   * Reads the setting {@code stall-limit} of {@code host.yml}, a percentage; 100 is never passed.
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

  static int automatic(int cores, long memoryBytes) {
    long byMemory = Math.max(1, (memoryBytes - RESERVE) / GIB);
    return (int) Math.max(1, Math.min(DEFAULT_SESSIONS, Math.min(2L * cores, byMemory)));
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
