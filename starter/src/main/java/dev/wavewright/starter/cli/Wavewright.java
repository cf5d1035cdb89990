package dev.wavewright.starter.cli;

import dev.wavewright.workflows.capacity.CapSteering.Action;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line's entry point. */
@Command(
    name = "wavewright",
    description = "Runs waves of coding agents over issues and never loses one.",
    mixinStandardHelpOptions = true,
    version = "wavewright 0.1.0")
public final class Wavewright implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  private Wavewright() {}

  public static void main(String[] arguments) {
    System.exit(run(Surroundings.ofThisProcess(), arguments));
  }

  /** Runs one command line and returns its exit code. */
  static int run(CliContext context, String... arguments) {
    return commandLine(context).execute(arguments);
  }

  static CommandLine commandLine(CliContext context) {
    CommandLine root = new CommandLine(new Wavewright());
    root.addSubcommand(new DemoCommand(context));
    root.addSubcommand(new UpCommand(context));
    root.addSubcommand(new DownCommand(context));
    root.addSubcommand(new StatusCommand(context));
    root.addSubcommand(
        new CommandLine(new WorkerCommands.Add(context))
            .addSubcommand(new WorkerCommands.Drain(context))
            .addSubcommand(new WorkerCommands.Lost(context)));
    root.addSubcommand(new OpenCommand(context));
    root.addSubcommand(new InitCommand(context));
    root.addSubcommand(new DoctorCommand(context));
    root.addSubcommand(new CalibrateCommand(context));
    root.addSubcommand(
        new CommandLine(new ConfigCommands.Config())
            .addSubcommand(new ConfigCommands.Print(context)));
    root.addSubcommand(
        new CommandLine(new WaveCommands.Wave())
            .addSubcommand(new WaveCommands.Plan(context))
            .addSubcommand(new WaveCommands.Start(context))
            .addSubcommand(new WaveCommands.Status(context))
            .addSubcommand(new WaveCommands.Watch(context))
            .addSubcommand(new WaveCommands.Cancel(context)));
    root.addSubcommand(new TaskCommand(context));
    root.addSubcommand(
        new CommandLine(new QueueCommands.Queue(context))
            .addSubcommand(new QueueCommands.Cancel(context))
            .addSubcommand(new QueueMoves.Move(context))
            .addSubcommand(new QueueMoves.Extend(context)));
    root.addSubcommand(
        new CommandLine(new CapacityCommands.Capacity(context))
            .addSubcommand(new CapacityCommands.Show(context))
            .addSubcommand(new CapacityCommands.SetCap(context))
            .addSubcommand(CapacityCommands.lever(context, Action.RELEASE))
            .addSubcommand(CapacityCommands.lever(context, Action.STEP_DOWN))
            .addSubcommand(CapacityCommands.lever(context, Action.STEP_UP))
            .addSubcommand(CapacityCommands.lever(context, Action.PAUSE))
            .addSubcommand(CapacityCommands.lever(context, Action.RESUME)));
    root.addSubcommand(
        new CommandLine(new UsageCommands.Usage(context))
            .addSubcommand(new UsageCommands.Show(context))
            .addSubcommand(new UsageCommands.Report(context)));
    root.addSubcommand(
        new CommandLine(new NoticeCommands.Show(context))
            .addSubcommand(new NoticeCommands.Test(context)));
    root.addSubcommand(
        new CommandLine(new BudgetCommands.Show(context))
            .addSubcommand(new BudgetCommands.Raise(context))
            .addSubcommand(new BudgetCommands.Apply(context)));
    root.addSubcommand(
        new CommandLine(new IssueCommands.Issue())
            .addSubcommand(new IssueCommands.Show(context))
            .addSubcommand(new IssueCommands.Logs(context))
            .addSubcommand(new IssueCommands.Diff(context))
            .addSubcommand(new IssueActions.Retry(context))
            .addSubcommand(new IssueActions.Skip(context))
            .addSubcommand(new IssueActions.Cancel(context)));
    root.addSubcommand(
        new CommandLine(new MergesCommands.Merges(context))
            .addSubcommand(new MergesCommands.Reopen(context)));
    root.addSubcommand(new AuditCommand(context));
    root.addSubcommand(
        new CommandLine(new WorktreeCommands.WorktreeGroup())
            .addSubcommand(new WorktreeCommands.ListVerb(context)));
    root.setExpandAtFiles(false);
    root.setOut(new PrintWriter(context.output(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(context.error(), true, StandardCharsets.UTF_8));
    root.setParameterExceptionHandler(Wavewright::explainUsage);
    root.setUsageHelpAutoWidth(false);
    return root;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getErr());
    }
    return ExitCode.USAGE.number();
  }

  private static int explainUsage(ParameterException e, String[] arguments) {
    PrintWriter error = e.getCommandLine().getErr();
    String what = Printable.lines(String.valueOf(e.getMessage()));
    String next = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    error.println("error: " + what);
    CommandLine.UnmatchedArgumentException.printSuggestions(e, error);
    error.println("  next: " + next);
    if (List.of(arguments).contains(OutputOptions.JSON)) {
      CliProblem problem = new CliProblem(ExitCode.USAGE, what, "", next, e);
      e.getCommandLine().getOut().println(JsonError.line(problem, List.of()));
    }
    return ExitCode.USAGE.number();
  }

  /** A command that only holds others. */
  abstract static class Group implements Callable<Integer> {
    @Spec @Nullable CommandSpec spec;

    @Override
    public final Integer call() {
      if (spec != null) {
        spec.commandLine().usage(spec.commandLine().getErr());
      }
      return ExitCode.USAGE.number();
    }
  }
}
