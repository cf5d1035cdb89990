package dev.wavewright.workflows.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What so many sessions side by side did.
 *
 * @param wallMillis from the first start to the last end
 * @param firstEventMillis from an agent's start to its first sign of life, of the slowest; null if
 *     one gave none
 * @param cpuMillis processor time of all their processes, as far as it was seen
 * @param peakBytes most memory all of them used at one moment
 * @param proportional whether pages that processes share are counted once; else several times
 * @param failures why sessions failed, one line each
 */
public record CalibrationStep(
    int sessions,
    int finished,
    long wallMillis,
    @Nullable Long firstEventMillis,
    long cpuMillis,
    long peakBytes,
    boolean proportional,
    List<String> failures) {
  public CalibrationStep {
    failures = List.copyOf(failures);
  }

  /** Tells whether all sessions finished. */
  public boolean allFinished() {
    return finished == sessions && failures.isEmpty();
  }
}
