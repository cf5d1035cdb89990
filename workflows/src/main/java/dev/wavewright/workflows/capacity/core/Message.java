package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What must reach a requester; kept until its delivery has come in. */
public sealed interface Message {
  /** Returns the number of this message, rising over the life of the gate. */
  long id();

  /** Returns the workflow id of the receiver. */
  String holder();

  /** Returns the first run id of the receiver's chain of runs. */
  String run();

  Ticket ticket();

  /** Returns the earliest time of the next try, or null for now. */
  @Nullable Instant notBefore();

  /** The leases that the ticket holds when the message leaves. */
  record Grant(long id, String holder, String run, Ticket ticket, @Nullable Instant notBefore)
      implements Message {}

  /** The end of a ticket: cancelled, expired or rejected. */
  record Refusal(
      long id,
      String holder,
      String run,
      Ticket ticket,
      @Nullable Instant notBefore,
      Ending ending,
      String text)
      implements Message {}

  /** Returns the same message with another earliest time. */
  default Message after(Instant earliest) {
    return switch (this) {
      case Grant grant -> new Grant(id(), holder(), run(), ticket(), earliest);
      case Refusal refusal ->
          new Refusal(id(), holder(), run(), ticket(), earliest, refusal.ending(), refusal.text());
    };
  }
}
