package dev.wavewright.workflows.capacity;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.wavewright.workflows.model.Ticket;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person puts a waiting ticket at the front of the queue or beside another waiting one. New ranks
 * of its wave do not take it back: at the front it stays at the front, and beside another one it
 * goes where that one goes; when that one has left, it stays where that one last was. A person's
 * move to a priority ends that. Sent twice, it changes nothing more.
 *
 * @param other null for the front, required otherwise
 * @param by who moves it
 */
public record TicketPlacement(Ticket ticket, Where where, @Nullable Ticket other, String by) {
  public TicketPlacement {
    Objects.requireNonNull(ticket, "ticket");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(by, "by");
    if (where != Where.FRONT && other == null) {
      throw new IllegalArgumentException(where.word() + " needs another ticket");
    }
    if (ticket.equals(other)) {
      throw new IllegalArgumentException("a ticket has no place beside itself");
    }
  }

  /** Where it is put. */
  public enum Where {
    FRONT("front"),
    BEFORE("before"),
    AFTER("after");

    private final String word;

    Where(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }
}
