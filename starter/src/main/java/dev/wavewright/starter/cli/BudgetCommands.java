package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.Books;
import dev.wavewright.starter.gate.BudgetData;
import dev.wavewright.workflows.budget.BudgetRaise;
import dev.wavewright.workflows.budget.BudgetView;
import dev.wavewright.workflows.model.Amounts;
import dev.wavewright.workflows.model.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wavewright budget}: what is spent, and the levers that let work go on. */
final class BudgetCommands {
  private static final int SHOWN_ISSUES = 20;
  private static final int SHOWN_WAVES = 10;

  private BudgetCommands() {}

  @Command(
      name = "budget",
      description = "Show what is spent, and let more be spent.",
      mixinStandardHelpOptions = true)
  static final class Show extends ConnectedVerb {
    Show(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      print(output, new Books(connection.client()).all());
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "raise",
      description = {
        "Let more be spent: the configured amount once more, or another one.",
        "It counts from what is allowed or spent by now."
      },
      mixinStandardHelpOptions = true)
  static final class Raise extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    @ArgGroup(multiplicity = "1")
    Which which = new Which();

    @Option(names = "--usd", paramLabel = "DOLLARS", description = "Dollars, for example 20.")
    @Nullable String usd;

    @Option(
        names = "--tokens",
        paramLabel = "COUNT",
        description = "Tokens, for example 500k or 2M.")
    @Nullable String tokens;

    @Option(names = "--dry-run", description = "Say what would be raised.")
    boolean dryRun;

    /** Which budget; one of them. */
    static final class Which {
      @Option(names = "--day", description = "The budget of this day, until midnight UTC.")
      boolean day;

      @Option(
          names = "--breaker",
          description = "What is spent since the last accepted change, until the next.")
      boolean breaker;

      @Option(names = "--wave", paramLabel = "WAVE", description = "The budget of this wave.")
      @Nullable String wave;
    }

    Raise(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      String name = project.require(context).settings().project();
      Long dollars = amount("--usd", usd, "20 or 2.50", Amounts::parseDollars);
      Long count = amount("--tokens", tokens, "500k or 2M", Amounts::parseTokens);
      Budget more = dollars == null && count == null ? null : new Budget(dollars, count);
      BudgetRaise.Of of =
          which.day
              ? BudgetRaise.Of.DAY
              : which.breaker ? BudgetRaise.Of.BREAKER : BudgetRaise.Of.WAVE;
      BudgetRaise raise = new BudgetRaise(of, which.wave, more, Prompts.whoAsks(context));
      if (dryRun) {
        Optional<BudgetView> view = new Books(connection.client()).of(name);
        Books.requireBudget(view.orElseThrow(() -> Books.nothingYet(name)), raise);
        output.line("would raise the " + words(raise));
        print(output, view.stream().toList());
        return ExitCode.DONE;
      }
      BudgetView after = new Books(connection.client()).raise(name, raise);
      if (!after.recent().isEmpty()) {
        output.note(Printable.line(after.recent().getLast().text()));
      }
      print(output, List.of(after));
      return ExitCode.DONE;
    }

    private static String words(BudgetRaise raise) {
      String which =
          switch (raise.of()) {
            case DAY -> "budget of the day";
            case BREAKER -> "breaker";
            case WAVE -> "budget of wave " + raise.wave();
          };
      return which
          + " by "
          + (raise.more() == null ? "the configured amount" : raise.more().inWords());
    }

    private static @Nullable Long amount(
        String option,
        @Nullable String text,
        String example,
        Function<String, Optional<Long>> parse) {
      if (text == null) {
        return null;
      }
      return parse
          .apply(text)
          .filter(amount -> amount > 0)
          .orElseThrow(
              () ->
                  new CliProblem(
                      ExitCode.USAGE,
                      option
                          + " takes an amount above 0 such as "
                          + example
                          + ", not '"
                          + text
                          + "'",
                      "",
                      "wavewright budget raise --help"));
    }
  }

  @Command(
      name = "apply",
      description = "Put the budgets of wavewright.yml in force now, and not with the next plan.",
      mixinStandardHelpOptions = true)
  static final class Apply extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    @Option(names = "--dry-run", description = "Say which project's budgets would be put in force.")
    boolean dryRun;

    Apply(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      ProjectConfiguration configuration = project.require(context);
      if (dryRun) {
        output.line(
            "would put the budgets of "
                + configuration.settings().project()
                + " in force as they stand in "
                + configuration.file());
        return ExitCode.DONE;
      }
      print(
          output,
          List.of(
              new Books(connection.client())
                  .configure(
                      configuration.settings().project(), configuration.settings().budgets())));
      return ExitCode.DONE;
    }
  }

  private static void print(CommandOutput output, List<BudgetView> views) {
    output.data(BudgetData.of(views));
    if (views.isEmpty()) {
      output.line(
          "nothing is counted yet; it begins with a budget or prices in wavewright.yml:"
              + " limits.budget-usd, limits.budget-tokens, prices");
    }
    views.forEach(view -> print(output, view));
  }

  private static void print(CommandOutput output, BudgetView view) {
    String held = view.held();
    output.line(
        output.paint(CommandOutput.Paint.BOLD, "project " + view.project())
            + ": "
            + (held == null ? "no budget holds all of it" : "held: " + Printable.line(held)));
    Table table = new Table("BUDGET", "SPENT", "OF IT", "STATE");
    row(table, "day, until " + view.dayEnds(), view.day());
    row(table, "since the last accepted change", view.sinceAccepted());
    view.waves().reversed().stream()
        .limit(SHOWN_WAVES)
        .forEach(line -> row(table, "wave " + line.of(), line));
    table.lines().forEach(line -> output.line("  " + line));
    raises(view).forEach(raise -> output.line("  next: wavewright budget raise " + raise));
    if (!view.issues().isEmpty()) {
      Table issues = new Table("ISSUE", "WAVE", "SPENT");
      view.issues().reversed().stream()
          .limit(SHOWN_ISSUES)
          .forEach(
              line ->
                  issues.row(
                      line.key(), line.wave() == null ? "" : line.wave(), line.spent().inWords()));
      issues.lines().forEach(line -> output.line("  " + line));
    }
    for (BudgetView.Note note : view.recent()) {
      output.line("  " + note.at() + "  " + Printable.line(note.text()));
    }
  }

  /** Returns what lets that go on which is held, as options of {@code budget raise}. */
  private static List<String> raises(BudgetView view) {
    List<String> raises = new ArrayList<>();
    if (view.day().state() == Budget.State.HELD) {
      raises.add("--day");
    }
    if (view.sinceAccepted().state() == Budget.State.HELD) {
      raises.add("--breaker");
    }
    view.waves().stream()
        .filter(line -> line.state() == Budget.State.HELD)
        .forEach(line -> raises.add("--wave " + line.of()));
    return raises;
  }

  private static void row(Table table, String name, BudgetView.Line line) {
    Budget budget = line.budget();
    table.row(
        name,
        line.spent().inWords(),
        budget == null ? "no budget" : budget.inWords(line.spent()),
        budget == null ? "" : line.state().word());
  }
}
