package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.StackCommands;
import dev.wavewright.starter.stack.StackException;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackUp;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wavewright up}. */
@Command(
    name = "up",
    description = "Start Temporal, a worker and the gateway on this machine, or join them.",
    mixinStandardHelpOptions = true)
final class UpCommand extends StackVerb {
  @Option(
      names = "--in-memory",
      description = "Run Temporal's test server instead: nothing survives a restart.")
  boolean inMemory;

  @Option(
      names = "--detach",
      description = "Return once everything is ready; so it does anyway, unless told to watch.")
  boolean detach;

  @Option(
      names = "--watch",
      description = "Stay and show what happens to the stack; Ctrl-C leaves it running.")
  boolean watch;

  @Option(names = "--dry-run", description = "Say what would be started or joined.")
  boolean dryRun;

  UpCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode runOnStack(CommandOutput output) {
    StackUp up = new StackUp(context.environment(), StackCommands.ofThisProcess(), processes);
    if (dryRun) {
      String foreseen = up.foresee(inMemory);
      output.line(foreseen);
      output.data(Map.of("would", foreseen));
      return ExitCode.DONE;
    }
    StackUp.Ready ready = up.up(inMemory, output::note);
    StackRecord record = ready.record();
    if (record.temporal().mode() == StackRecord.TemporalMode.IN_MEMORY) {
      output.warning("IN MEMORY: nothing survives a restart of this stack");
    }
    output.line(ready.joined() ? "joined the stack that runs already" : "the stack is up");
    links(output, record);
    Map<String, Object> data = new LinkedHashMap<>(data(record));
    data.put("joined", ready.joined());
    output.data(data);
    PlaceholderChecks.warn(context, output);
    if (detach || !watch) {
      output.note("it runs in the background; to stop it: wavewright down");
      return ExitCode.DONE;
    }
    return watch(up, output);
  }

  private static ExitCode watch(StackUp up, CommandOutput output) {
    Thread farewell =
        new Thread(
            () ->
                output.note(
                    "\ndetached, the stack goes on; to look: wavewright status,"
                        + " to come back: wavewright up, to stop it: wavewright down"));
    Runtime.getRuntime().addShutdownHook(farewell);
    output.note("Ctrl-C leaves it running; to stop it: wavewright down");
    StackRecord last = up.watch(output::note);
    Runtime.getRuntime().removeShutdownHook(farewell);
    StackRecord.Failure failure = last.failure();
    if (failure != null) {
      throw new StackException(failure.exitCode(), failure.message(), failure.fix());
    }
    output.note("the stack was taken down");
    return ExitCode.DONE;
  }
}
