package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.core.Steps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much of an account's allowance is used.
 *
 * @param meter what counts, for example {@code five-hour}
 * @param percent used, at least 0; null when the source could not tell
 * @param window length of what the meter counts over, or null; two windows of one name are two
 *     meters
 * @param resetsAt when the meter begins anew, or null if it is not known
 * @param source who says so
 * @param at when it was so, or null for now; a reading that is 15 minutes old moves nothing
 * @param steps of the newest configuration, rising in percent and falling in cap, or null for those
 *     in force
 */
public record UsageReport(
    String meter,
    @Nullable Double percent,
    @Nullable Duration window,
    @Nullable Instant resetsAt,
    String source,
    @Nullable Instant at,
    @Nullable List<UsageStep> steps) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
  private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._:@/-]{0,59}");
  private static final int MOST_STEPS = 20;

  public UsageReport {
    Objects.requireNonNull(meter, "meter");
    Objects.requireNonNull(source, "source");
    if (!NAME.matcher(meter).matches()) {
      throw new IllegalArgumentException(
          "a meter is named by at most 40 letters, digits, dots, dashes or underscores");
    }
    if (!SOURCE.matcher(source).matches()) {
      throw new IllegalArgumentException(
          "a source is named by at most 60 letters, digits, blanks or . _ : @ / -");
    }
    if (percent != null && !(percent >= 0 && percent <= 1_000)) {
      throw new IllegalArgumentException("percent used is at least 0 and at most 1000: " + percent);
    }
    if (window != null && (window.isNegative() || window.isZero())) {
      throw new IllegalArgumentException("a window has a length");
    }
    if (steps != null) {
      steps = List.copyOf(steps);
      if (steps.size() > MOST_STEPS) {
        throw new IllegalArgumentException("there are at most " + MOST_STEPS + " steps");
      }
      requireSteps(steps);
    }
  }

  /**
   * Returns the reading of what was never told but by a name.
   *
   * @throws IllegalArgumentException if a name or number cannot be
   */
  public static UsageReport now(
      String meter,
      double percent,
      @Nullable Instant resetsAt,
      String source,
      @Nullable List<UsageStep> steps) {
    return new UsageReport(meter, percent, null, resetsAt, source, null, steps);
  }

  /** Returns the steps that are in force when none are configured. */
  public static List<UsageStep> defaultSteps() {
    return Steps.DEFAULT.steps();
  }

  /**
   * Says what is wrong with steps.
   *
   * @throws IllegalArgumentException if they do not rise in percent and fall in cap
   */
  public static void requireSteps(List<UsageStep> steps) {
    Steps unused = new Steps(steps);
  }
}
