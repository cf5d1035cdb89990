package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.StackCommands;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackUp;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code wavewright worker}. */
@Command(
    name = "worker",
    description = "Add another worker process to the running stack.",
    mixinStandardHelpOptions = true)
final class WorkerCommand extends StackVerb {
  WorkerCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode runOnStack(CommandOutput output) {
    StackUp up = new StackUp(context.environment(), StackCommands.ofThisProcess(), processes);
    StackRecord.RunningProcess worker = up.addWorker();
    output.line("added " + worker.name() + ", pid " + worker.pid());
    output.data(Map.of("name", worker.name(), "pid", worker.pid(), "log", worker.log()));
    return ExitCode.DONE;
  }
}
