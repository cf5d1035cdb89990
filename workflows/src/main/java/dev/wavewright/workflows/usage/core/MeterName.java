package dev.wavewright.workflows.usage.core;

import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What tells meters apart: the name, and of one name the length of the window. */
public record MeterName(String name, @Nullable Duration window) implements Comparable<MeterName> {
  @Override
  public int compareTo(MeterName other) {
    return Comparator.comparing(MeterName::name)
        .thenComparing(MeterName::length)
        .compare(this, other);
  }

  private Duration length() {
    return window == null ? Duration.ZERO : window;
  }

  @Override
  public String toString() {
    return Words.meter(name, window);
  }
}
