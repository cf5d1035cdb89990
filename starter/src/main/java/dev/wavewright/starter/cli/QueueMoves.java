package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.PositiveDuration;
import dev.wavewright.starter.gate.QueueData;
import dev.wavewright.starter.gate.QueueVerbs;
import dev.wavewright.workflows.capacity.TicketPlacement.Where;
import java.time.Duration;
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
      if (place != null && (priority != null || rank != null)) {
        throw CliProblem.usage(
            "a place and a priority or rank cannot both hold",
            "say --front, --before or --after, or --priority and --rank");
      }
      QueueVerbs verbs = verbs(context, connection, dryRun);
      return answer(
          output,
          place == null
              ? verbs.move(ticket, priority, rank)
              : verbs.place(ticket, place.where(), place.other()));
    }
  }

  @Command(
      name = "extend",
      description = "Let a waiting ticket wait longer before it expires.",
      mixinStandardHelpOptions = true)
  static final class Extend extends ConnectedVerb {
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
      return answer(output, verbs(context, connection, dryRun).extend(ticket, more));
    }
  }

  private static QueueVerbs verbs(
      CliContext context, TemporalAccess.Connection connection, boolean dryRun) {
    return new QueueVerbs(
        new Gate(connection.client()), context.clock(), Prompts.whoAsks(context), dryRun);
  }

  private static ExitCode answer(CommandOutput output, QueueVerbs.Changed changed) {
    output.data(QueueData.of(changed.view()));
    output.line(Printable.line(changed.said()));
    return ExitCode.DONE;
  }
}
