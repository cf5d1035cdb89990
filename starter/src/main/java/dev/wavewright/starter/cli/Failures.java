package dev.wavewright.starter.cli;

import io.temporal.failure.ApplicationFailure;

/** What a failed workflow says. */
final class Failures {
  private Failures() {}

  /** Tells whether somebody answered with a failure, in place of not answering at all. */
  static boolean isAnswer(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApplicationFailure) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether an activity or a workflow ended with a failure of this type. */
  static boolean isOfType(Throwable failure, String type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApplicationFailure refused && refused.getType().equals(type)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the innermost message written for people. */
  static String reason(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApplicationFailure refused) {
        reason = refused.getOriginalMessage();
      }
    }
    return reason;
  }
}
