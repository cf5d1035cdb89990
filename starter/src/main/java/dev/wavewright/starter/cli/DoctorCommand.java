package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.Findings.Finding;
import dev.wavewright.starter.cli.Findings.Verdict;
import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.notice.NoticeTrial;
import io.temporal.client.WorkflowException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wavewright doctor}: really tries what a wave needs. */
@Command(
    name = "doctor",
    description = "Try everything a wave needs and say how to repair what does not work.",
    mixinStandardHelpOptions = true)
final class DoctorCommand extends Verb {
  @Mixin ProjectOptions project = new ProjectOptions();

  DoctorCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode run(CommandOutput output) throws InterruptedException {
    Findings findings = new Findings();
    MachineTrials machine = new MachineTrials(context, findings);
    boolean reachable = machine.examine();
    Optional<ProjectConfiguration> configuration =
        new ProjectTrials(context, findings).examine(project.find(context));
    machine.examineDisk(configuration);
    if (reachable) {
      configuration.ifPresent(each -> examineSinks(each.settings(), findings));
    }
    findings.add(
        "sandbox",
        Verdict.WARN,
        "UNSANDBOXED: agents and checks run with your rights on this machine",
        "let them work only on repositories and issues you trust");

    Map<String, Object> data = new LinkedHashMap<>();
    data.put("findings", findings.all());
    output.data(data);
    findings.all().forEach(finding -> print(output, finding));
    if (findings.all().stream().noneMatch(finding -> finding.verdict().equals("fail"))) {
      return ExitCode.DONE;
    }
    if (findings.onlyCredentialsFail()) {
      return ExitCode.CREDENTIALS;
    }
    return reachable && !findings.isAnybodyAway() ? ExitCode.CONFIGURATION : ExitCode.UNREACHABLE;
  }

  /** Has a worker look whether what the sinks need is there; a sink never keeps work from going. */
  private void examineSinks(ProjectSettings settings, Findings findings) {
    if (settings.effectiveSinks().isEmpty()) {
      return;
    }
    try (TemporalAccess.Connection connection = context.temporal().connect()) {
      for (NoticeTrial trial : new Notices(connection.client()).trial(settings, false)) {
        findings.add(
            "notices to " + trial.sink(),
            trial.delivered() ? Verdict.OK : Verdict.WARN,
            Printable.line(trial.answer()),
            trial.delivered() ? "" : "correct it, then: wavewright notices test");
      }
    } catch (WorkflowException e) {
      findings.add("notices", Verdict.WARN, "no worker could be asked: " + Failures.reason(e), "");
    }
  }

  private static void print(CommandOutput output, Finding finding) {
    CommandOutput.Paint paint =
        switch (finding.verdict()) {
          case "ok" -> CommandOutput.Paint.GREEN;
          case "warn" -> CommandOutput.Paint.YELLOW;
          default -> CommandOutput.Paint.RED;
        };
    output.line(
        output.paint(paint, String.format("%-5s", finding.verdict()))
            + finding.what()
            + ": "
            + Printable.line(finding.detail()));
    if (!finding.fix().isEmpty()) {
      output.line("     fix: " + finding.fix());
    }
  }
}
