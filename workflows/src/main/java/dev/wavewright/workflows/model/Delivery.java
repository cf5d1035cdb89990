package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** What becomes of an integration branch when nothing of a wave goes on any more. */
public enum Delivery {
  /** One hand-off pull request per repository, integration branch to base; never a push to base. */
  PULL_REQUEST("pull-request"),
  /** The integration branches stay as they are. */
  NONE("none");

  private final String word;

  Delivery(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }

  /** Returns the value with this word; empty if there is none. */
  public static Optional<Delivery> parse(String word) {
    for (Delivery each : values()) {
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
