package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A full git object id (SHA-1 or SHA-256) of a commit. */
public record CommitId(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CommitId {
    Checks.matching(FORM, value, "a full commit id");
  }

  /** Returns the first ten digits, for people. */
  public String abbreviated() {
    return value.substring(0, 10);
  }

  @Override
  public String toString() {
    return value;
  }
}
