package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.Ticket;
import java.util.Objects;

/**
 * Ends a ticket.
 *
 * @param reason shown to people and sent to the requester
 */
public record TicketCancel(Ticket ticket, String reason) {
  public TicketCancel {
    Objects.requireNonNull(ticket, "ticket");
    Objects.requireNonNull(reason, "reason");
  }
}
