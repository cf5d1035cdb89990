package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.CapacityData;
import dev.wavewright.starter.gate.Delegation.Advice;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.KnownPools;
import dev.wavewright.starter.gate.Levers;
import dev.wavewright.starter.gate.PositiveDuration;
import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapSteering.Action;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.PoolName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright capacity}: the lever. */
final class CapacityCommands {
  private CapacityCommands() {}

  private static void print(
      CommandOutput output,
      CapacityView view,
      Optional<PoolName> only,
      Predicate<PoolName> hidden,
      CapacityData data) {
    output.data(data);
    if (view.paused()) {
      output.line("PAUSED: nothing is admitted; what runs goes on");
    }
    Table table = new Table("POOL", "CONFIGURED", "IN FORCE", "HELD", "WAITING", "WHY");
    for (PoolView pool : view.pools()) {
      if (only.isPresent() ? !only.get().equals(pool.name()) : hidden.test(pool.name())) {
        continue;
      }
      String why = pool.loweredBy() == null ? "" : "by " + pool.loweredBy();
      if (pool.reason() != null && !pool.reason().isBlank()) {
        why += (why.isEmpty() ? "" : ": ") + pool.reason();
      }
      if (pool.until() != null) {
        why += "; until " + pool.until();
      }
      String machine = HostLines.of(pool);
      why += (why.isEmpty() || machine.isEmpty() ? "" : "; ") + machine;
      table.row(
          pool.name(),
          PoolShare.inWords(pool.configured()),
          PoolShare.inWords(pool.effective()),
          pool.held(),
          pool.waiting(),
          why);
    }
    if (table.isEmpty()) {
      output.line("no pool yet: nothing has asked the gate");
    } else {
      table.lines().forEach(output::line);
    }
  }

  @Command(
      name = "capacity",
      description = "Show and steer how many agents run at once.",
      mixinStandardHelpOptions = true)
  static final class Capacity extends ShowVerb {
    Capacity(CliContext context) {
      super(context);
    }
  }

  @Command(
      name = "show",
      description = "Each pool: configured, in force, who lowered it and why.",
      mixinStandardHelpOptions = true)
  static final class Show extends ShowVerb {
    Show(CliContext context) {
      super(context);
    }
  }

  /** Shows every pool. */
  abstract static class ShowVerb extends ConnectedVerb {
    @Option(names = "--pool", paramLabel = "POOL", description = "Only this one.")
    @Nullable String pool;

    @Option(names = "--all", description = "Idle pools that no open wave uses, too.")
    boolean all;

    @Mixin NewTask task = new NewTask();

    ShowVerb(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      Gate gate = new Gate(connection.client());
      CapacityView view = gate.view();
      Set<PoolName> idle =
          all || output.json()
              ? Set.of()
              : IdlePools.of(view, IdlePools.ofOpenWaves(connection.client()));
      Question question = task.question(context, view);
      Advice advice = gate.advise(view, question);
      Optional<PoolName> only = Optional.ofNullable(pool).map(KnownPools::named);
      print(output, view, only, idle::contains, CapacityData.of(view, only, question, advice));
      output.line(NewTask.words(advice, context.clock().instant()));
      if (pool == null && !idle.isEmpty()) {
        output.note(idle.size() + " idle pools are not shown; they are with --all");
      }
      return ExitCode.DONE;
    }
  }

  /** Returns the command that pulls the lever this way. */
  static CommandLine lever(CliContext context, Action action) {
    CommandLine command = new CommandLine(new Lever(context, action));
    command.getCommandSpec().name(action.word());
    command.getCommandSpec().usageMessage().description(description(action));
    return command;
  }

  private static String description(Action action) {
    return switch (action) {
      case SET, LIMIT -> "Put a cap in force until it is changed.";
      case RELEASE, LIFT ->
          "Take back what was set or stepped by hand; configuration and usage monitor rule again.";
      case STEP_DOWN -> "Go to the next lower of 3, 2, 1, 0.";
      case STEP_UP -> "Go one step back up, at most to the configured cap.";
      case PAUSE -> "Admit nothing, in every pool unless one is named; what runs goes on.";
      case RESUME -> "End a pause, of every pool unless one is named.";
    };
  }

  /** Pulls the lever. */
  @Command(mixinStandardHelpOptions = true)
  static class Lever extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    @Option(
        names = "--pool",
        paramLabel = "POOL",
        description = "Which pool; else project:<this project>, or for a pause every pool.")
    @Nullable String pool;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Shown to people.")
    String reason = "";

    @Option(names = "--dry-run", description = "Say what would be sent.")
    boolean dryRun;

    private final Action action;

    Lever(CliContext context, Action action) {
      super(context);
      this.action = action;
    }

    int cap() {
      return 0;
    }

    @Nullable Instant until() {
      return null;
    }

    private @Nullable PoolName poolInMeaning() {
      if (pool != null) {
        return KnownPools.named(pool);
      }
      return switch (action) {
        case PAUSE, RESUME -> null;
        case SET, STEP_DOWN, STEP_UP, RELEASE, LIMIT, LIFT ->
            PoolName.project(project.require(context).settings().project());
      };
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      @Nullable PoolName name = poolInMeaning();
      CapSteering steering =
          new CapSteering(action, name, cap(), Prompts.whoAsks(context), reason, until());
      Levers.Pulled pulled =
          new Levers(
                  new Gate(connection.client()),
                  () -> project.optional(context).map(ProjectConfiguration::settings))
              .pull(steering, dryRun);
      if (pulled.note().isEmpty()) {
        output.line("would " + action.word() + " " + (name == null ? "every pool" : name));
      } else {
        output.note(pulled.note());
      }
      CapacityView view = pulled.view();
      Optional<PoolName> only = Optional.ofNullable(name);
      Question question = NewTask.question(project.readable(context), view);
      print(output, view, only, none -> false, CapacityData.of(view, only, question));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "set",
      description = "Put a cap in force until it is changed.",
      mixinStandardHelpOptions = true)
  static final class SetCap extends Lever {
    @Parameters(paramLabel = "N", description = "The cap, 0 or more.")
    int number;

    @Option(
        names = "--for",
        paramLabel = "DURATION",
        description = "How long, for example 30m or 2h; else until it is changed.")
    @Nullable String length;

    SetCap(CliContext context) {
      super(context, Action.SET);
    }

    @Override
    int cap() {
      if (number < 0) {
        throw CliProblem.usage("a cap is at least 0", "");
      }
      return number;
    }

    @Override
    @Nullable Instant until() {
      if (length == null) {
        return null;
      }
      Duration lasts = PositiveDuration.of(length, "30m or 2h");
      return context.clock().instant().plus(lasts);
    }
  }
}
