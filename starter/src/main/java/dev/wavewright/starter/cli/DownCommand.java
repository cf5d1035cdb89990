package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.StackDown;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackRecord.TemporalMode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wavewright down}. */
@Command(
    name = "down",
    description =
        "Stop what up and worker started on this machine; the work stays, unless it was in memory.",
    mixinStandardHelpOptions = true)
final class DownCommand extends StackVerb {
  private static final String QUESTION =
      "stop a stack in memory? Its waves and tasks are gone then";

  @Option(names = "--dry-run", description = "Name the processes and leave them alone.")
  boolean dryRun;

  @Mixin Consent consent = new Consent();

  DownCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode runOnStack(CommandOutput output) {
    List<String> living = living();
    if (!dryRun && !living.isEmpty() && inMemory() && !consent.given(context, QUESTION)) {
      return Consent.declined(output);
    }
    List<String> parts = dryRun ? living : new StackDown(folders(), processes).down().parts();
    if (parts.isEmpty()) {
      output.line("no stack runs here");
    }
    parts.forEach(part -> output.line((dryRun ? "would stop " : "stopped ") + part));
    output.data(Map.of("stopped", parts, "dryRun", dryRun));
    return ExitCode.DONE;
  }

  private boolean inMemory() {
    return new StackFile(folders())
        .read()
        .filter(record -> record.temporal().mode() == TemporalMode.IN_MEMORY)
        .isPresent();
  }

  private List<String> living() {
    return new StackFile(folders())
        .read().stream()
            .flatMap(record -> record.processes().stream())
            .filter(this::lives)
            .map(part -> part.name() + " (" + part.pid() + ")")
            .toList();
  }
}
