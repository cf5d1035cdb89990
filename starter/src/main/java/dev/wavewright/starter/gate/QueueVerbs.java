package dev.wavewright.starter.gate;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.capacity.TicketCancel;
import dev.wavewright.workflows.capacity.TicketExtension;
import dev.wavewright.workflows.capacity.TicketMoves;
import dev.wavewright.workflows.capacity.TicketPlacement;
import dev.wavewright.workflows.capacity.TicketPlacement.Where;
import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes the queue, by the same rules and with the same words for everybody. */
public final class QueueVerbs {
  /** What a message may take until the gate counts from then, while a pause stops the clock. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

  private static final String LOOK = "wavewright queue";

  private final Gate gate;
  private final InstantSource clock;
  private final String by;
  private final boolean dryRun;

  /**
   * @param by who changes it, as people are told
   * @param dryRun changes nothing and says what would be done
   */
  public QueueVerbs(Gate gate, InstantSource clock, String by, boolean dryRun) {
    this.gate = gate;
    this.clock = clock;
    this.by = by;
    this.dryRun = dryRun;
  }

  /**
   * What a verb did.
   *
   * @param view the gate after it
   * @param said for people
   */
  public record Changed(CapacityView view, String said) {}

  /**
   * Returns the ticket of that name.
   *
   * @throws Refusal if it neither waits nor holds anything
   */
  public Ticket known(String ticket) {
    return known(gate.view(), ticket);
  }

  private static Ticket known(CapacityView view, String ticket) {
    Ticket named;
    try {
      named = new Ticket(ticket);
    } catch (IllegalArgumentException e) {
      throw Refusal.usage("a ticket is blank", "");
    }
    boolean found =
        find(view, named).isPresent()
            || view.holding().stream().anyMatch(holding -> holding.ticket().equals(named));
    if (!found) {
      throw new Refusal(
          Refusal.Kind.NO_SUCH_TICKET,
          "ticket " + ticket + " neither waits nor holds anything",
          "",
          LOOK);
    }
    return named;
  }

  /** Returns what waits under a ticket; empty if nothing does. */
  public static Optional<Waiting> find(CapacityView view, Ticket ticket) {
    return view.waiting().stream().filter(each -> each.ticket().equals(ticket)).findFirst();
  }

  private static Waiting waiting(CapacityView view, String ticket, String why) {
    Ticket named = known(view, ticket);
    return find(view, named)
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Kind.CONFLICT,
                    "ticket " + ticket + " holds its leases already",
                    why,
                    LOOK));
  }

  /**
   * Ends a waiting ticket, or takes its leases back.
   *
   * @param reason shown to people; may be blank
   * @throws Refusal if it neither waits nor holds anything
   */
  public Changed cancel(String ticket, String reason) throws InterruptedException {
    CapacityView seen = gate.view();
    Ticket named = known(seen, ticket);
    String who = "cancelled by " + by;
    CapacityView view =
        dryRun
            ? seen
            : gate.cancel(new TicketCancel(named, reason.isBlank() ? who : who + ": " + reason));
    return new Changed(view, (dryRun ? "would cancel " : "cancelled ") + named);
  }

  /**
   * Gives a waiting ticket another priority or rank; what is null stays.
   *
   * @throws Refusal if nothing is to be changed, or it does not wait
   */
  public Changed move(String ticket, @Nullable Integer priority, @Nullable Long rank)
      throws InterruptedException {
    if (priority == null && rank == null) {
      throw Refusal.usage(
          "nothing to change",
          "say front, before another ticket or after one, or a priority or rank");
    }
    CapacityView seen = gate.view();
    Ticket named = movable(seen, ticket);
    TicketMoves.Move move =
        new TicketMoves.Move(named, priority == null ? null : priority(priority), rank, by);
    return moved(dryRun ? seen : gate.move(move), named);
  }

  private static Priority priority(int level) {
    try {
      return new Priority(level);
    } catch (IllegalArgumentException e) {
      throw Refusal.usage(String.valueOf(e.getMessage()), "");
    }
  }

  private static Ticket movable(CapacityView seen, String ticket) {
    return waiting(seen, ticket, "only what waits has a place").ticket();
  }

  private Changed moved(CapacityView view, Ticket named) {
    String now =
        find(view, named)
            .map(waiting -> ", now at position " + waiting.position())
            .orElse(", which waits no longer");
    return new Changed(view, (dryRun ? "would move " : "moved ") + named + now);
  }

  /**
   * Puts a waiting ticket at the front, or beside another waiting one.
   *
   * @param beside null for the front
   * @throws Refusal if one of them does not wait, or both are the same
   */
  public Changed place(String ticket, Where where, @Nullable String beside)
      throws InterruptedException {
    CapacityView seen = gate.view();
    Ticket named = movable(seen, ticket);
    Ticket other = beside == null ? null : other(seen, beside);
    if (named.equals(other)) {
      throw Refusal.usage("a ticket has no place beside itself", "name another waiting one");
    }
    if (dryRun) {
      return moved(seen, named);
    }
    CapacityView view = gate.place(new TicketPlacement(named, where, other, by));
    if (other != null && find(view, named).isPresent() && find(view, other).isEmpty()) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          "ticket " + other + " waits no longer",
          "it was granted or ended meanwhile, so there is no place beside it",
          LOOK);
    }
    return moved(view, named);
  }

  /** What is missing here is not what was to be changed. */
  private static Ticket other(CapacityView seen, String beside) {
    try {
      return waiting(seen, beside, "there is no place beside it").ticket();
    } catch (Refusal refusal) {
      throw refusal.kind() == Refusal.Kind.NO_SUCH_TICKET
          ? new Refusal(Refusal.Kind.CONFLICT, refusal.what(), refusal.why(), refusal.next())
          : refusal;
    }
  }

  /**
   * Lets a waiting ticket wait longer.
   *
   * @param more by how much
   * @throws Refusal if it does not wait, or has no deadline
   */
  public Changed extend(String ticket, Duration more) throws InterruptedException {
    CapacityView seen = gate.view();
    Waiting waits = expiring(seen, ticket);
    Instant deadline = waits.deadline();
    Duration left = waits.remaining();
    Instant until =
        left != null
            ? clock.instant().plus(left).plus(more).plus(ON_ITS_WAY)
            : Optional.ofNullable(deadline).orElseThrow().plus(more);
    CapacityView view =
        dryRun ? seen : gate.extend(new TicketExtension(waits.ticket(), until), waits);
    return new Changed(
        view,
        (dryRun ? "would extend " : "extended ")
            + waits.ticket()
            + (find(view, waits.ticket()).isEmpty()
                ? ", which waits no longer"
                : left != null
                    ? ": " + Durations.format(left.plus(more)) + " left when the pause ends"
                    : ": it expires at " + until));
  }

  /**
   * Lets a waiting ticket wait until a moment at least; one that may wait longer stays as it is.
   *
   * @throws Refusal if it does not wait, or has no deadline
   */
  public Changed extendUntil(String ticket, Instant until) throws InterruptedException {
    CapacityView seen = gate.view();
    Waiting waits = expiring(seen, ticket);
    Instant now = clock.instant();
    Duration left = waits.remaining();
    Instant deadline = left != null ? now.plus(left) : waits.deadline();
    if (deadline != null && !until.isAfter(deadline)) {
      return new Changed(seen, waits.ticket() + " may wait until " + deadline + " already");
    }
    return extend(ticket, Duration.between(deadline == null ? now : deadline, until));
  }

  private static Waiting expiring(CapacityView seen, String ticket) {
    Waiting waits = waiting(seen, ticket, "only what waits can expire");
    if (waits.deadline() == null && waits.remaining() == null) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          "ticket " + waits.ticket() + " has no deadline",
          "it waits for as long as it takes; an issue of a wave ends with its wave",
          LOOK);
    }
    return waits;
  }
}
