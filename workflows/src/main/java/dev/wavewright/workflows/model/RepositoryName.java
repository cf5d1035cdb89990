package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A repository as {@code owner/name}; a repository without an owner is {@code local/<folder>}.
 *
 * @param value for example {@code acme/api}
 */
public record RepositoryName(@JsonValue String value) implements Comparable<RepositoryName> {
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public RepositoryName {
    Checks.matching(FORM, value, "a repository name (owner/name)");
  }

  /** Returns a name for files and refs: {@code owner-name} cannot collide because of the tilde. */
  public String folder() {
    return value.replace('/', '~');
  }

  @Override
  public int compareTo(RepositoryName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
