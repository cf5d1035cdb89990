package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A machine that runs agents; stable across restarts, kept in its state folder. */
public record HostId(@JsonValue String value) implements Comparable<HostId> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public HostId {
    Checks.matching(FORM, value, "a host id");
  }

  /** Returns the task queue on which this host takes activities. */
  public String taskQueue() {
    return "host/" + value;
  }

  public PoolName pool() {
    return new PoolName("host:" + value);
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
