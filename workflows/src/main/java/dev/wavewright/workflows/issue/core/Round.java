package dev.wavewright.workflows.issue.core;

/** Why an agent is started. */
public enum Round {
  IMPLEMENT("implement"),
  REPAIR_CHECK("check-repair"),
  ADDRESS_REVIEW("review-repair"),
  RESOLVE_CONFLICT("conflict-repair"),
  REVIEW("review");

  private final String purpose;

  Round(String purpose) {
    this.purpose = purpose;
  }

  /** Returns what the session lease of this round is asked for. */
  public String purpose() {
    return purpose;
  }

  /** Tells whether the second agent runs, which changes nothing. */
  public boolean isReview() {
    return this == REVIEW;
  }
}
