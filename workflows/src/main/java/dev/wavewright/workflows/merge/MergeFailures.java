package dev.wavewright.workflows.merge;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;

/** Says in one sentence why a step broke. */
final class MergeFailures {
  private static final int LONGEST = 500;

  private MergeFailures() {}

  static String sentence(RuntimeException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
      if (cause instanceof ApplicationFailure application) {
        String said = String.valueOf(application.getOriginalMessage());
        return "the host could not do it: " + said.substring(0, Math.min(said.length(), LONGEST));
      }
      if (cause instanceof TimeoutFailure timeout) {
        return "the host did not answer in time (" + timeout.getTimeoutType() + ")";
      }
    }
    return "the host could not do it: " + failure.getClass().getSimpleName();
  }
}
