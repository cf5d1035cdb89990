package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/** A machine that runs agents; stable across restarts, kept in its state folder. */
public record HostId(@JsonValue String value) implements Comparable<HostId> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public HostId {
    Checks.matching(FORM, value, "a host id");
  }

  /** Returns the host with this id; empty if it is no id of a host. */
  static Optional<HostId> parse(String value) {
    return FORM.matcher(value).matches() ? Optional.of(new HostId(value)) : Optional.empty();
  }

  /** Returns the task queue on which this host takes activities. */
  public String taskQueue() {
    return "host/" + value;
  }

  public PoolName pool() {
    return new PoolName(PoolName.HOST + value);
  }

  @Override
  public int compareTo(HostId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
