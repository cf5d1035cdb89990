package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.StackDown;
import dev.wavewright.starter.stack.StackFile;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wavewright down}. */
@Command(
    name = "down",
    description = "Stop what up and worker started on this machine; the work stays.",
    mixinStandardHelpOptions = true)
final class DownCommand extends StackVerb {
  @Option(names = "--dry-run", description = "Name the processes and leave them alone.")
  boolean dryRun;

  DownCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode runOnStack(CommandOutput output) {
    List<String> parts = dryRun ? living() : new StackDown(folders(), processes).down().parts();
    if (parts.isEmpty()) {
      output.line("no stack runs here");
    }
    parts.forEach(part -> output.line((dryRun ? "would stop " : "stopped ") + part));
    output.data(Map.of("stopped", parts, "dryRun", dryRun));
    return ExitCode.DONE;
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
