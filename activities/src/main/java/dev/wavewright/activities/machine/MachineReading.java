package dev.wavewright.activities.machine;

import org.jspecify.annotations.Nullable;

/**
 * What a machine has at one moment.
 *
 * @param memory bytes that may be used in all: the machine's, or less where a control group says so
 * @param available bytes that can be used without swapping; page cache counts as available
 * @param cpuStall percent of the last ten seconds in which something waited for a core; null where
 *     the kernel does not tell
 * @param memoryStall the same of memory
 */
public record MachineReading(
    long memory, long available, @Nullable Double cpuStall, @Nullable Double memoryStall) {
  /** Says what is not watched, for people; empty if all is. */
  public String unwatched() {
    if (cpuStall == null && memoryStall == null) {
      return "waiting for cores and memory is not watched: no pressure files";
    }
    return cpuStall == null
        ? "waiting for cores is not watched: no pressure file"
        : memoryStall == null ? "waiting for memory is not watched: no pressure file" : "";
  }
}
