package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Declared urgency from 0 (first) to 4 (last). */
public record Priority(@JsonValue int level) implements Comparable<Priority> {
  public static final Priority DEFAULT = new Priority(2);

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Priority {
    if (level < 0 || level > 4) {
      throw new IllegalArgumentException("a priority is 0 to 4, not " + level);
    }
  }

  @Override
  public int compareTo(Priority other) {
    return Integer.compare(level, other.level);
  }
}
