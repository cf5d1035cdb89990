package dev.wavewright.activities.machine;

import dev.wavewright.workflows.model.ByteSize;
import org.jspecify.annotations.Nullable;

/**
 * How many agent sessions a host carries, and why so many.
 *
 * <p>{@code auto} is what calibration found, else 3; never more than memory carries beside what is
 * kept free, by what one agent uses, and never above four for each core: eight were measured to
 * finish on two.
 *
 * @param words for people: the number and how it comes about
 */
public record Carrying(int sessions, String words) {
  private static final int UNCALIBRATED = 3;
  private static final int PER_CORE = 4;

  /** Returns the number that a person has set. */
  public static Carrying set(int sessions) {
    return new Carrying(sessions, counted(sessions) + ": set in host.yml");
  }

  /**
   * Finds the number.
   *
   * @param calibrated null if this machine was never calibrated
   * @param footprint of one agent, as calibrated or as taken to be
   * @param memory bytes that may be used in all
   * @param cores that may be used; a control group may allow fewer than there are
   */
  public static Carrying automatic(
      @Nullable Calibrated calibrated,
      ByteSize footprint,
      MemoryReserve reserve,
      long memory,
      int cores) {
    int wanted = calibrated == null ? UNCALIBRATED : calibrated.sessions();
    ByteSize kept = reserve.of(memory);
    long each = Math.max(1, Math.round(footprint.bytes() * 1.1));
    long byMemory = Math.max(1, (memory - kept.bytes()) / each);
    long byCores = (long) PER_CORE * cores;
    int sessions = (int) Math.min(wanted, Math.min(byMemory, byCores));
    String why =
        calibrated == null ? "auto, not calibrated" : "auto, calibrated with " + calibrated.agent();
    if (sessions == wanted) {
      return new Carrying(sessions, counted(sessions) + ": " + why);
    }
    String bound =
        byMemory <= byCores
            ? new ByteSize(memory)
                + " of memory, "
                + kept
                + " kept free, at "
                + footprint
                + " + 10 % each"
            : cores + (cores == 1 ? " core" : " cores");
    return new Carrying(
        sessions,
        counted(sessions) + ", not " + wanted + " (" + why + "): no more fit in " + bound);
  }

  private static String counted(int sessions) {
    return sessions + (sessions == 1 ? " session" : " sessions");
  }
}
