package dev.wavewright.workflows.capacity;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.wavewright.workflows.model.Ticket;

/** A request that ended without a grant, and why. */
public record LeaseRefusal(Ticket ticket, Cause cause, String message) {
  /** Why a request ended without a grant. */
  public enum Cause {
    CANCELLED("cancelled"),
    EXPIRED("expired"),
    REJECTED("rejected");

    private final String word;

    Cause(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }
}
