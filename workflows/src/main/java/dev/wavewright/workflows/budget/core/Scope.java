package dev.wavewright.workflows.budget.core;

import org.jspecify.annotations.Nullable;

/**
 * What a budget is of.
 *
 * @param wave null unless of a wave
 */
public record Scope(Kind kind, @Nullable String wave) implements Comparable<Scope> {
  public static final Scope DAY = new Scope(Kind.DAY, null);
  public static final Scope BREAKER = new Scope(Kind.BREAKER, null);

  /** The kinds of budgets that hold at the gate. */
  public enum Kind {
    DAY,
    /** What is spent since a change was last accepted. */
    BREAKER,
    WAVE
  }

  public static Scope wave(String wave) {
    return new Scope(Kind.WAVE, wave);
  }

  @Override
  public int compareTo(Scope other) {
    int kinds = kind.compareTo(other.kind);
    return kinds != 0 ? kinds : name().compareTo(other.name());
  }

  private String name() {
    return wave == null ? "" : wave;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case DAY -> "day budget";
      case BREAKER -> "since the last accepted change";
      case WAVE -> "budget of wave " + name();
    };
  }
}
