package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.Durations;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.QueueData;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.TicketExtension;
import dev.wavewright.workflows.capacity.TicketMoves;
import dev.wavewright.workflows.capacity.TicketPlacement;
import dev.wavewright.workflows.capacity.TicketPlacement.Where;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright queue move} and {@code extend}. */
final class QueueMoves {
  private QueueMoves() {}

  /** Where to; one of them. */
  static final class Place {
    @Option(names = "--front", description = "To the front of the queue.")
    boolean front;

    @Option(names = "--before", paramLabel = "TICKET", description = "Right before this one.")
    @Nullable String before;

    @Option(names = "--after", paramLabel = "TICKET", description = "Right behind this one.")
    @Nullable String after;

    Where where() {
      return front ? Where.FRONT : before != null ? Where.BEFORE : Where.AFTER;
    }

    @Nullable String other() {
      return before != null ? before : after;
    }
  }

  @Command(
      name = "move",
      description = "Change the place of a waiting ticket; a wave does not take it back.",
      mixinStandardHelpOptions = true)
  static final class Move extends ConnectedVerb {
    @Parameters(paramLabel = "TICKET")
    String ticket = "";

    @ArgGroup(exclusive = true)
    @Nullable Place place;

    @Option(names = "--priority", paramLabel = "0-4", description = "0 goes first.")
    @Nullable Integer priority;

    @Option(names = "--rank", paramLabel = "N", description = "Lower first within one priority.")
    @Nullable Long rank;

    @Option(names = "--dry-run", description = "Say what would be sent.")
    boolean dryRun;

    Move(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      boolean value = priority != null || rank != null;
      if (value == (place != null)) {
        throw CliProblem.usage(
            value ? "a place and a priority or rank cannot both hold" : "nothing to change",
            "say --front, --before or --after, or --priority and --rank");
      }
      Gate gate = new Gate(connection.client());
      CapacityView seen = gate.view();
      Ticket named = QueueCommands.waiting(seen, ticket, "only what waits has a place").ticket();
      CapacityView view =
          place == null ? moved(gate, seen, named) : placed(gate, seen, named, place);
      output.data(QueueData.of(view));
      String now =
          QueueCommands.find(view, named)
              .map(waiting -> ", now at position " + waiting.position())
              .orElse(", which waits no longer");
      output.line((dryRun ? "would move " : "moved ") + named + now);
      return ExitCode.DONE;
    }

    private CapacityView moved(Gate gate, CapacityView seen, Ticket named)
        throws InterruptedException {
      TicketMoves.Move move =
          new TicketMoves.Move(
              named,
              priority == null ? null : NewTask.priority(priority),
              rank,
              Prompts.whoAsks(context));
      return dryRun ? seen : gate.move(move);
    }

    private CapacityView placed(Gate gate, CapacityView seen, Ticket named, Place place)
        throws InterruptedException {
      String wanted = place.other();
      Ticket other =
          wanted == null
              ? null
              : QueueCommands.waiting(seen, wanted, "there is no place beside it").ticket();
      if (named.equals(other)) {
        throw CliProblem.usage("a ticket has no place beside itself", "name another waiting one");
      }
      TicketPlacement placement =
          new TicketPlacement(named, place.where(), other, Prompts.whoAsks(context));
      if (dryRun) {
        return seen;
      }
      CapacityView view = gate.place(placement);
      if (other != null
          && QueueCommands.find(view, named).isPresent()
          && QueueCommands.find(view, other).isEmpty()) {
        throw new CliProblem(
            ExitCode.CONFLICT,
            "ticket " + Printable.line(other.value()) + " waits no longer",
            "it was granted or ended meanwhile, so there is no place beside it",
            "wavewright queue");
      }
      return view;
    }
  }

  @Command(
      name = "extend",
      description = "Let a waiting ticket wait longer before it expires.",
      mixinStandardHelpOptions = true)
  static final class Extend extends ConnectedVerb {
    /** What a message may take until the gate counts from then, while a pause stops the clock. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    @Parameters(paramLabel = "TICKET")
    String ticket = "";

    @Parameters(paramLabel = "TIME", description = "By how much, for example 2h.")
    String by = "";

    @Option(names = "--dry-run", description = "Say what would be sent.")
    boolean dryRun;

    Extend(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      Duration more = PositiveDuration.of(by, "30m or 2h");
      Gate gate = new Gate(connection.client());
      CapacityView seen = gate.view();
      CapacityView.Waiting waits =
          QueueCommands.waiting(seen, ticket, "only what waits can expire");
      Instant deadline = waits.deadline();
      Duration left = waits.remaining();
      if (deadline == null && left == null) {
        throw new CliProblem(
            ExitCode.CONFLICT,
            "ticket " + waits.ticket() + " has no deadline",
            "it waits for as long as it takes; an issue of a wave ends with its wave",
            "wavewright queue");
      }
      Instant until =
          left != null
              ? context.clock().instant().plus(left).plus(more).plus(ON_ITS_WAY)
              : Optional.ofNullable(deadline).orElseThrow().plus(more);
      CapacityView view =
          dryRun ? seen : gate.extend(new TicketExtension(waits.ticket(), until), waits);
      output.data(QueueData.of(view));
      output.line(
          (dryRun ? "would extend " : "extended ")
              + waits.ticket()
              + (QueueCommands.find(view, waits.ticket()).isEmpty()
                  ? ", which waits no longer"
                  : left != null
                      ? ": " + Durations.format(left.plus(more)) + " left when the pause ends"
                      : ": it expires at " + until));
      return ExitCode.DONE;
    }
  }
}
