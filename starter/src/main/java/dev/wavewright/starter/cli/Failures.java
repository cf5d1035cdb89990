package dev.wavewright.starter.cli;

import io.temporal.failure.ApplicationFailure;

/** What a failed workflow says. */
final class Failures {
  private Failures() {}

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
