package dev.wavewright.starter.cli;

import io.temporal.failure.ApplicationFailure;
import java.util.Objects;
import java.util.stream.Stream;

/** What a failed workflow says. */
final class Failures {
  private Failures() {}

  /** Returns what was said with a failure, the outermost first. */
  private static Stream<ApplicationFailure> said(Throwable failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(ApplicationFailure.class::isInstance)
        .map(ApplicationFailure.class::cast);
  }

  /** Tells whether somebody answered with a failure, in place of not answering at all. */
  static boolean isAnswer(Throwable failure) {
    return said(failure).findAny().isPresent();
  }

  /** Tells whether an activity or a workflow ended with a failure of this type. */
  static boolean isOfType(Throwable failure, String type) {
    return said(failure).anyMatch(refused -> refused.getType().equals(type));
  }

  /** Tells whether there is no usable token, or a server does not let it do this. */
  static boolean isOfCredentials(Throwable failure) {
    return isOfType(failure, "credentials");
  }

  /** Returns the innermost message written for people. */
  static String reason(Throwable failure) {
    return said(failure)
        .reduce((outer, inner) -> inner)
        .map(ApplicationFailure::getOriginalMessage)
        .orElse(String.valueOf(failure.getMessage()));
  }
}
