package dev.wavewright.workflows.model;

import java.util.regex.Pattern;

/** Argument checks shared by the values of this room. */
final class Checks {
  private Checks() {}

  static String matching(Pattern pattern, String value, String what) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException("not " + what + ": '" + value + "'");
    }
    return value;
  }

  static String notBlank(String value, String what) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " is blank");
    }
    return value;
  }
}
