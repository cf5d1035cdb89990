package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** New places for waiting tickets. */
public record TicketMoves(List<Move> moves) {
  public TicketMoves {
    moves = List.copyOf(moves);
  }

  /**
   * One ticket's new priority or rank; what is null stays.
   *
   * @param rank lower is earlier within one priority
   * @param by the person who says so, or null for a wave that ranks its own issues; a wave moves
   *     nothing to which a person has given a rank or a place
   */
  public record Move(
      Ticket ticket, @Nullable Priority priority, @Nullable Long rank, @Nullable String by) {
    public Move {
      Objects.requireNonNull(ticket, "ticket");
    }

    /** A new rank that a wave gives its own issue. */
    public Move(Ticket ticket, long rank) {
      this(ticket, null, rank, null);
    }
  }
}
