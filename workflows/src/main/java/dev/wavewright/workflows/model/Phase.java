package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where an issue stands; shown everywhere by the same words. */
public enum Phase {
  WAITING_DEPENDENCIES("waiting-dependencies"),
  QUEUED("queued"),
  PREPARING("preparing"),
  IMPLEMENTING("implementing"),
  CHECKING("checking"),
  REVIEWING("reviewing"),
  MERGE_QUEUED("merge-queued"),
  MERGING("merging"),
  DONE("done"),
  QUOTA_WAITING("quota-waiting"),
  NEEDS_INPUT("needs-input"),
  PARKED("parked"),
  HELD("held"),
  EXPIRED("expired"),
  CANCELLED("cancelled"),
  SKIPPED("skipped");

  private final String word;

  Phase(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }

  /** Tells whether nothing more happens to an issue in this phase. */
  public boolean isFinal() {
    return switch (this) {
      case DONE, CANCELLED, EXPIRED, SKIPPED -> true;
      case WAITING_DEPENDENCIES,
          QUEUED,
          PREPARING,
          IMPLEMENTING,
          CHECKING,
          REVIEWING,
          MERGE_QUEUED,
          MERGING,
          QUOTA_WAITING,
          NEEDS_INPUT,
          PARKED,
          HELD ->
          false;
    };
  }

  /** Tells whether an issue in this phase has stopped and goes on only when a person says so. */
  public boolean isForPeople() {
    return this == PARKED || this == NEEDS_INPUT;
  }

  /** Tells whether a person may have an issue in this phase go on, or give it up. */
  public boolean isForPeopleToSettle() {
    return isForPeople() || this == QUOTA_WAITING;
  }

  @Override
  public String toString() {
    return word;
  }
}
