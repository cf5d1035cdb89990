package dev.wavewright.starter.cli;

import dev.wavewright.starter.audit.Audit;
import dev.wavewright.starter.audit.AuditReport;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.workflows.model.WaveId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code wavewright audit}. */
@Command(
    name = "audit",
    description =
        "Recompute from Temporal's history and git alone whether a wave kept its promises.",
    footer = {
      "",
      "Exit code 0: nothing is violated. 1: something is, or history that is needed is gone."
    },
    mixinStandardHelpOptions = true)
final class AuditCommand extends WaveCommands.OfOneWave {
  AuditCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
    Waves waves = new Waves(connection.client());
    WaveId audited = wave(waves);
    if (waves.existence(audited) == Waves.Existence.NONE) {
      throw unknown(audited, waves.known(audited.project()));
    }
    AuditReport report =
        new Audit(
                connection.client(),
                context.environment(),
                new AuditAdmission(context.environment()),
                StackFolders.of(context.environment()).state(),
                context.clock().instant())
            .run(audited.workflowId(), audited.name());
    output.data(report);
    print(output, report);
    return report.clean() ? ExitCode.DONE : ExitCode.NOT_ALL_DONE;
  }

  private static CliProblem unknown(WaveId wave, List<WaveId> known) {
    return new CliProblem(
        ExitCode.CONFLICT,
        "there is no wave " + wave.name() + " of project " + wave.project(),
        known.isEmpty()
            ? "Temporal has none of this project, or none any more"
            : "known: " + known.stream().map(WaveId::name).collect(Collectors.joining(", ")),
        known.isEmpty() ? "wavewright status" : "wavewright audit " + known.getFirst());
  }

  static void print(CommandOutput output, AuditReport report) {
    output.line("audit of wave " + report.wave());
    Table table = new Table("RULE", "FACTS LOOKED AT", "VIOLATIONS", "LOOKED THROUGH");
    report
        .checked()
        .forEach(
            (rule, count) ->
                table.row(
                    rule,
                    count,
                    report.violations().stream()
                        .filter(violation -> violation.rule().equals(rule))
                        .count(),
                    report.lookedThrough().getOrDefault(rule, Map.of()).entrySet().stream()
                        .map(looked -> looked.getValue() + " " + looked.getKey())
                        .collect(Collectors.joining(", "))));
    table.lines().forEach(output::line);
    for (AuditReport.Violation violation : report.violations()) {
      output.line(
          output.paint(CommandOutput.Paint.RED, "VIOLATED ")
              + Printable.line(
                  violation.rule() + "  " + violation.key() + ": " + violation.message()));
      output.line("    " + Printable.line(violation.evidence()));
    }
    report.notGuaranteed().forEach(what -> output.line("not guaranteed: " + Printable.line(what)));
    output.line(
        report.clean()
            ? "clean: nothing is violated"
            : "NOT clean: "
                + report.violations().size()
                + (report.violations().size() == 1 ? " violation" : " violations"));
  }
}
