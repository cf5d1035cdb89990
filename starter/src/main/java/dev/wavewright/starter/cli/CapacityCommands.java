package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.Durations;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.CapacityData;
import dev.wavewright.starter.gate.Delegation;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.KnownPools;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
      Question question) {
    output.data(CapacityData.of(view, only, question));
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
      CapacityView view = new Gate(connection.client()).view();
      Set<PoolName> idle =
          all || output.json()
              ? Set.of()
              : IdlePools.of(view, IdlePools.ofOpenWaves(connection.client()));
      Question question = task.question(context, view);
      print(
          output,
          view,
          Optional.ofNullable(pool).map(CapacityCommands::poolName),
          idle::contains,
          question);
      output.line(NewTask.words(Delegation.answer(view, question)));
      if (pool == null && !idle.isEmpty()) {
        output.note(idle.size() + " idle pools are not shown; they are with --all");
      }
      return ExitCode.DONE;
    }
  }

  private static PoolName poolName(String text) {
    try {
      return new PoolName(text);
    } catch (IllegalArgumentException e) {
      throw new CliProblem(
          ExitCode.USAGE,
          String.valueOf(e.getMessage()),
          "for example project:shop, repository:acme/api, account:main",
          "wavewright capacity show",
          e);
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
        return poolName(pool);
      }
      return switch (action) {
        case PAUSE, RESUME -> null;
        case SET, STEP_DOWN, STEP_UP, RELEASE, LIMIT, LIFT ->
            PoolName.project(project.require(context).settings().project());
      };
    }

    private String outcome(CapacityView view, @Nullable PoolName name) {
      if (action == Action.RESUME && !view.paused()) {
        return "resume is in force" + closed(view, name);
      }
      @Nullable PoolView pool = name == null ? null : Gate.pool(view, name).orElse(null);
      boolean hidden = pool != null && pool.effective() != pool.afterPause();
      if (pool == null || !hidden || action == Action.PAUSE) {
        return action.word() + " is in force";
      }
      String paused = view.paused() ? "all is paused" : name + " is paused";
      String resume = view.paused() ? "" : " --pool " + name;
      return action.word()
          + " is recorded, but "
          + paused
          + ": in force after 'wavewright capacity resume"
          + resume
          + "' will be "
          + PoolShare.inWords(pool.afterPause());
    }

    /** Returns why the lever would change nothing; empty if it might. */
    private Optional<String> nothingToDo(CapacityView view, @Nullable PoolName name) {
      @Nullable PoolView seen = name == null ? null : Gate.pool(view, name).orElse(null);
      return switch (action) {
        case SET, PAUSE, LIMIT, LIFT -> Optional.empty();
        case RELEASE ->
            seen != null && seen.byHand()
                ? Optional.empty()
                : Optional.of("nobody has set a cap of " + name);
        case RESUME -> notPaused(view, name);
        case STEP_DOWN ->
            seen == null || seen.afterPause() > 0
                ? Optional.empty()
                : Optional.of(name + " is already at 0");
        case STEP_UP -> seen == null ? Optional.empty() : notHigher(seen);
      };
    }

    private static Optional<String> notHigher(PoolView seen) {
      if (seen.afterPause() < seen.configured()) {
        return Optional.empty();
      }
      if (seen.configured() == 0 && seen.name().host().isEmpty()) {
        return Optional.of("no request has told the configured cap of " + seen.name() + " yet");
      }
      if (seen.configured() == PoolShare.UNLIMITED) {
        return Optional.of(seen.name() + " has no cap");
      }
      return Optional.of(
          seen.name()
              + (seen.afterPause() == seen.configured()
                  ? " is already at its configured cap "
                  : " is at " + seen.afterPause() + ", above its configured cap ")
              + seen.configured());
    }

    private static Optional<String> notPaused(CapacityView view, @Nullable PoolName name) {
      return view.paused() || pools(view, name).anyMatch(PoolView::paused)
          ? Optional.empty()
          : Optional.of(
              (name == null ? "nothing is paused" : name + " is not paused") + closed(view, name));
    }

    private static Stream<PoolView> pools(CapacityView view, @Nullable PoolName name) {
      return view.pools().stream().filter(pool -> name == null || pool.name().equals(name));
    }

    /** Tells of the pools that admit nothing although no pause holds them, and what opens each. */
    private static String closed(CapacityView view, @Nullable PoolName name) {
      return pools(view, name)
          .filter(pool -> !pool.paused() && pool.effective() == 0)
          .map(pool -> "; " + pool.name() + " has a cap of 0. next: " + opens(pool))
          .collect(Collectors.joining());
    }

    private static String opens(PoolView pool) {
      if (pool.configured() > 0) {
        return "wavewright capacity step-up --pool " + pool.name();
      }
      return pool.name().host().isPresent()
          ? "wavewright worker"
          : "wavewright capacity set 1 --pool " + pool.name();
    }

    /**
     * Refuses to give sessions to a host that does not come back.
     *
     * @throws CliProblem if the pool is that of a lost host
     */
    private void refuseLost(Gate gate, PoolName name) {
      if ((action == Action.SET || action == Action.STEP_UP) && gate.isLost(name)) {
        throw new CliProblem(
            ExitCode.CONFLICT,
            name + " is the pool of a host that was declared lost",
            "no session can start there; a worker on it makes it known again within 15 seconds,"
                + " with the cap it was configured with",
            "wavewright worker");
      }
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
        throws InterruptedException {
      @Nullable PoolName name = poolInMeaning();
      Gate gate = new Gate(connection.client());
      CapacityView view = gate.view();
      if (name != null && action != Action.RESUME) {
        KnownPools.require(
            view, name, () -> project.optional(context).map(ProjectConfiguration::settings));
        refuseLost(gate, name);
      }
      Optional<String> nothing = nothingToDo(view, name);
      if (nothing.isPresent()) {
        output.note(nothing.get());
      } else if (dryRun) {
        output.line("would " + action.word() + " " + (name == null ? "every pool" : name));
      } else {
        view =
            gate.steer(
                new CapSteering(action, name, cap(), Prompts.whoAsks(context), reason, until()));
        output.note(outcome(view, name));
      }
      print(
          output,
          view,
          Optional.ofNullable(name),
          none -> false,
          NewTask.question(project.readable(context), view));
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
      Duration lasts =
          Durations.parse(length)
              .filter(Duration::isPositive)
              .orElseThrow(
                  () -> CliProblem.usage("--for " + length + " is no duration", "for example 2h"));
      return context.clock().instant().plus(lasts);
    }
  }
}
