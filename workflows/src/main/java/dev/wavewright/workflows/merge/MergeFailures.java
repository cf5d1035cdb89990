package dev.wavewright.workflows.merge;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;

/** Says in one sentence why a step broke. */
final class MergeFailures {
  private MergeFailures() {}

  static String sentence(RuntimeException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
      if (cause instanceof ApplicationFailure application) {
        return "the host could not do it: " + application.getOriginalMessage();
      }
      if (cause instanceof TimeoutFailure timeout) {
        return "the host did not answer in time (" + timeout.getTimeoutType() + ")";
      }
    }
    return "the host could not do it: " + failure.getClass().getSimpleName();
  }
}
