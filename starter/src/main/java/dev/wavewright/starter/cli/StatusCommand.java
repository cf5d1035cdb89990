package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.StackException;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackRecord;
import picocli.CommandLine.Command;

/** {@code wavewright status}. */
@Command(
    name = "status",
    description = "Show what runs on this machine.",
    mixinStandardHelpOptions = true)
final class StatusCommand extends StackVerb {
  StatusCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode runOnStack(CommandOutput output) {
    StackRecord record =
        new StackFile(folders())
            .read()
            .filter(stack -> stack.phase() != StackRecord.Phase.STOPPED)
            .orElseThrow(
                () ->
                    new StackException(
                        StackException.UNREACHABLE, "no stack runs here", "wavewright up"));
    output.line("stack " + record.phase().word() + " since " + record.started());
    if (record.temporal().mode() == StackRecord.TemporalMode.IN_MEMORY) {
      output.warning("IN MEMORY: nothing survives a restart of this stack");
    }
    parts(output, record.processes());
    links(output, record);
    StackRecord.Failure failure = record.failure();
    if (failure == null) {
      record.processes().stream()
          .filter(part -> !lives(part))
          .forEach(part -> output.warning(part.name() + " does not run; wavewright up"));
    }
    output.data(data(record));
    if (failure != null) {
      throw new StackException(failure.exitCode(), failure.message(), failure.fix());
    }
    return ExitCode.DONE;
  }
}
