package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** What people can be told of; the words stand in configurations and in what receivers get. */
public enum NoticeKind {
  /** A request waits in the queue, with its position. */
  QUEUED("queued"),
  /** An issue or task got its place. */
  STARTED("started"),
  /** The longest wait of a task is over. */
  EXPIRED("expired"),
  /** An issue stopped and goes on only when a person says so. */
  PARKED("parked"),
  /** An issue asks a person something. */
  NEEDS_INPUT("needs-input"),
  /** An issue waits until its account may be used again. */
  QUOTA_WAITING("quota-waiting"),
  /** A cap is another, or something was paused or goes on. */
  CAP_CHANGED("cap-changed"),
  /** A wave is over. */
  WAVE_FINISHED("wave-finished"),
  /** A sink missed notices; it is told how many. */
  DROPPED("dropped"),
  /** A person tries a sink. */
  TEST("test");

  private final String word;

  NoticeKind(String word) {
    this.word = word;
  }

  /** Tells whether a sink is told of it whatever it asks for. */
  public boolean isForEverySink() {
    return this == DROPPED || this == TEST;
  }

  @JsonValue
  public String word() {
    return word;
  }

  /** Returns the value with this word; empty if there is none. */
  public static Optional<NoticeKind> parse(String word) {
    for (NoticeKind each : values()) {
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
