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
   * One ticket's new place; what is null stays.
   *
   * @param rank lower is earlier within one priority
   */
  public record Move(Ticket ticket, @Nullable Priority priority, @Nullable Long rank) {
    public Move {
      Objects.requireNonNull(ticket, "ticket");
    }
  }
}
