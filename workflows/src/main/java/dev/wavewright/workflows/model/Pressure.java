package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a host's machine is short of, so that it takes no new session. */
public enum Pressure {
  /** Of nothing. */
  NONE("none"),
  /**
   * Of cores: what runs waits for them too long. A host without a session takes one all the same,
   * so that other programs alone never stop all work.
   */
  CPU("cpu"),
  /** Of memory: one more agent would not fit, or what runs waits for memory too long. */
  MEMORY("memory");

  private final String word;

  Pressure(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }

  /**
   * Tells whether a host takes no new session.
   *
   * @param held sessions that count against it
   */
  public boolean closes(int held) {
    return switch (this) {
      case NONE -> false;
      case CPU -> held > 0;
      case MEMORY -> true;
    };
  }
}
