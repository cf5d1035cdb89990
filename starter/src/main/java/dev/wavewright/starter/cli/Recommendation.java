package dev.wavewright.starter.cli;

import dev.wavewright.workflows.host.CalibrationMachine;
import dev.wavewright.workflows.host.CalibrationStep;
import dev.wavewright.workflows.model.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How many sessions a calibration speaks for.
 *
 * @param sessions 0 if not even one finished
 * @param memory what one session used at most
 * @param reason for people
 */
record Recommendation(int sessions, ByteSize memory, String reason) {
  /** A first sign of life may take half of what an agent is given to start. */
  private static final Duration SLOW = Duration.ofSeconds(60);

  /**
   * Judges what was tried: the most that all finished, none of them slow to start, as long as each
   * smaller number did too; and no more than memory carries.
   *
   * @param ended why nothing more was tried
   */
  static Recommendation of(List<CalibrationStep> steps, CalibrationMachine machine, String ended) {
    long one = 0;
    CalibrationStep best = null;
    String bound = ended;
    for (CalibrationStep step : steps) {
      one = Math.max(one, step.peakBytes() / step.sessions());
      String fault = fault(step);
      if (!fault.isEmpty()) {
        bound = fault;
        break;
      }
      best = step;
    }
    ByteSize memory = new ByteSize(one);
    if (best == null) {
      return new Recommendation(0, memory, bound);
    }
    long carried = Math.max(1, (machine.memory() - machine.kept()) / Math.max(1, one + one / 10));
    if (carried < best.sessions()) {
      return new Recommendation(
          (int) carried,
          memory,
          "no more fit in "
              + new ByteSize(machine.memory())
              + " of memory, "
              + new ByteSize(machine.kept())
              + " kept free");
    }
    Long first = best.firstEventMillis();
    String slowest =
        first == null
            ? ""
            : String.format(Locale.ROOT, ", the slowest spoke %.1f s after its start", first / 1e3);
    return new Recommendation(
        best.sessions(),
        memory,
        best.sessions() + " side by side finished" + slowest + "; " + bound);
  }

  private static String fault(CalibrationStep step) {
    if (!step.allFinished()) {
      return "of "
          + step.sessions()
          + " side by side only "
          + step.finished()
          + " finished"
          + (step.failures().isEmpty() ? "" : " (" + step.failures().getFirst() + ")");
    }
    Long first = step.firstEventMillis();
    return first != null && first > SLOW.toMillis()
        ? String.format(
            Locale.ROOT,
            "of %d side by side one said nothing for %.0f s, more than %d s",
            step.sessions(),
            first / 1e3,
            SLOW.toSeconds())
        : "";
  }
}
