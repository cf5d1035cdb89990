package dev.wavewright.activities.machine;

import dev.wavewright.workflows.model.ByteSize;

/**
 * How much memory stays free for whatever else runs on this machine.
 *
 * @param setting {@code memory-reserve} of {@code host.yml}, or {@code auto}: 2 GiB, but at most a
 *     quarter of the machine's memory
 */
public record MemoryReserve(String setting) {
  private static final ByteSize USUAL = ByteSize.ofMebibytes(2_048);

  /**
   * @throws IllegalArgumentException if it is neither {@code auto} nor an amount of memory
   */
  public MemoryReserve {
    if (!setting.equals("auto") && ByteSize.parse(setting).isEmpty()) {
      throw new IllegalArgumentException(
          "host.yml: memory-reserve is 'auto' or " + ByteSize.WANTED + ", not '" + setting + "'");
    }
  }

  /** Returns what is kept free on a machine with so much memory. */
  public ByteSize of(long memory) {
    return ByteSize.parse(setting)
        .orElseGet(() -> new ByteSize(Math.min(USUAL.bytes(), memory / 4)));
  }

  /** Returns the free memory in which agents of this footprint can be started. */
  public PressureRule.Need need(ByteSize footprint, int agents, long memory) {
    ByteSize kept = of(memory);
    long each = Math.round(footprint.bytes() * 1.1);
    long bytes = each * agents + kept.bytes();
    return new PressureRule.Need(
        bytes, new ByteSize(bytes) + " (" + footprint + " + 10 %, and " + kept + " kept free)");
  }
}
