package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The agent session of one issue: names its worktree, private repository, refs and processes.
 * Derived from ids, never from a title.
 */
public record SessionId(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,239}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SessionId {
    Checks.matching(FORM, value, "a session id");
  }

  @Override
  public String toString() {
    return value;
  }
}
