package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.LinuxProcesses;
import dev.wavewright.starter.stack.ProcessControl;
import dev.wavewright.starter.stack.StackException;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackLinks;
import dev.wavewright.starter.stack.StackRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command about the stack's own processes. */
abstract class StackVerb extends Verb {
  final ProcessControl processes = new LinuxProcesses();

  StackVerb(CliContext context) {
    super(context);
  }

  abstract ExitCode runOnStack(CommandOutput output) throws Exception;

  @Override
  final ExitCode run(CommandOutput output) throws Exception {
    try {
      return runOnStack(output);
    } catch (StackException e) {
      throw StackAccess.problem(e);
    }
  }

  StackFolders folders() {
    return StackFolders.of(context.environment());
  }

  boolean lives(StackRecord.RunningProcess process) {
    return processes.lives(process.pid(), process.identity());
  }

  /** Returns what programs are told about a stack. */
  Map<String, Object> data(StackRecord record) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("phase", record.phase().word());
    data.put("started", record.started().toString());
    data.put("epoch", record.epoch());
    data.put("temporal", record.temporal());
    data.put("statusPage", StackLinks.gateway(record.gatewayPort()));
    data.put(
        "webUi",
        record.temporal().uiPort() > 0 ? StackLinks.workflows(record.temporal().uiPort()) : null);
    data.put("failure", record.failure());
    data.put("processes", record.processes().stream().map(this::data).toList());
    return data;
  }

  private Map<String, Object> data(StackRecord.RunningProcess process) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", process.name());
    data.put("pid", process.pid());
    data.put("lives", lives(process));
    data.put("restarts", process.restarts());
    data.put("waits", process.waits());
    data.put("log", process.log());
    return data;
  }

  static void links(CommandOutput output, StackRecord record) {
    output.line(
        "status page      " + StackLinks.gateway(record.gatewayPort()) + "  (wavewright open)");
    if (record.temporal().uiPort() > 0) {
      output.line("Temporal Web UI  " + StackLinks.workflows(record.temporal().uiPort()));
    }
    output.line("Temporal         " + record.temporal().address());
  }

  void parts(CommandOutput output, List<StackRecord.RunningProcess> parts) {
    for (StackRecord.RunningProcess part : parts) {
      output.line(
          String.format(
              java.util.Locale.ROOT,
              "%-11s %-7s pid %-8d %s%s",
              part.name(),
              lives(part) ? "runs" : "is dead",
              part.pid(),
              part.log(),
              part.restarts() > 0 ? "  (started again " + part.restarts() + "×)" : ""));
    }
  }
}
