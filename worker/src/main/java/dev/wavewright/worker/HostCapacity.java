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
    if (setting.equals("auto")) {
      return automatic(Runtime.getRuntime().availableProcessors(), memory());
    }
    try {
      int sessions = Integer.parseInt(setting);
      if (sessions >= 0) {
        return sessions;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for every wrong value.
    }
    throw new IllegalArgumentException(
        "host.yml: sessions is 'auto' or a number of at least 0, not '" + setting + "'");
  }

  /**
   * Reads the setting {@code starts-at-once} of {@code host.yml}; {@code auto} is one per core.
   *
   * @throws IllegalArgumentException if it is neither {@code auto} nor a number of at least 1
   */
  static int startsAtOnce(String setting) {
    if (setting.equals("auto")) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int starts = Integer.parseInt(setting);
      if (starts >= 1) {
        return starts;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for every wrong value.
    }
    throw new IllegalArgumentException(
        "host.yml: starts-at-once is 'auto' or a number of at least 1, not '" + setting + "'");
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
