package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of one request for leases, made by the requester: {@code <issue key>/<n>}, n counting
 * the requests of that issue from 1. It is the request's idempotency key.
 */
public record Ticket(@JsonValue String value) implements Comparable<Ticket> {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Ticket {
    Checks.notBlank(value, "ticket");
  }

  public static Ticket of(IssueKey key, int number) {
    return new Ticket(key.value() + "/" + number);
  }

  @Override
  public int compareTo(Ticket other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
