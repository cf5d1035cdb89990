package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;
import java.util.Objects;

/**
 * Lets a waiting ticket wait longer. Its deadline never becomes earlier by it, so it does no harm
 * to send it twice. A ticket without a deadline stays without one.
 *
 * @param until the new deadline; while a pause stops the clock, what is left is counted from the
 *     moment the gate takes this in
 */
public record TicketExtension(Ticket ticket, Instant until) {
  public TicketExtension {
    Objects.requireNonNull(ticket, "ticket");
    Objects.requireNonNull(until, "until");
  }
}
