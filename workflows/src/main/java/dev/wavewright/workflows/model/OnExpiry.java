package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** What becomes of a task whose longest wait in the queue is over. */
public enum OnExpiry {
  /** A person is asked, who has it queued again or leaves it. */
  ASK("ask"),
  /** It is queued again, for as long, with its old arrival. */
  RETRY("retry"),
  /** It ends. */
  LEAVE("leave");

  private final String word;

  OnExpiry(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }

  /** Returns the value with this word; empty if there is none. */
  public static Optional<OnExpiry> parse(String word) {
    for (OnExpiry each : values()) {
      if (each.word.equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return word;
  }
}
