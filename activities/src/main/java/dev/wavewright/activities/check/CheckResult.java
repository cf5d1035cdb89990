package dev.wavewright.activities.check;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a check ended.
 *
 * @param exitCode null when it did not end by itself
 * @param log its output, bounded
 * @param logTail last lines of output, at most 200 and 16 KiB of UTF-8
 * @param message one sentence why there is no verdict or why it is red; empty when green
 */
public record CheckResult(
    Verdict verdict, @Nullable Integer exitCode, Path log, String logTail, String message) {
  /** What a check said. */
  public enum Verdict {
    /** It ran and exited 0. */
    GREEN,
    /** It ran and exited with another code. */
    RED,
    /** It never started, did not end in time, or was ended by a signal: neither green nor red. */
    NO_VERDICT
  }
}
