package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Gate;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.PlannedIssue;
import dev.wavewright.workflows.wave.WavePlan;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tries what a wave of GitHub issues needs of its repositories, before it starts. */
final class WaveTrials {
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private WaveTrials() {}

  /**
   * Has a host ask the repositories of a plan whether they let git push, and makes nothing in any
   * of them: a refused start leaves no branch behind. What else is wrong with one parks its own
   * issues only, and a host that does not answer in time is not waited for.
   *
   * @throws CliProblem with exit code 5 if the token does not suffice for one of them
   */
  static void require(WavePlan plan, WorkflowClient client, Gate gate) throws InterruptedException {
    ProjectSettings settings = plan.project();
    if (settings.tracker().gitHub() == null) {
      return;
    }
    HostId host = gate.anyHost();
    List<RepositoryName> repositories =
        plan.issues().stream().map(PlannedIssue::repository).distinct().toList();
    Map<RepositoryName, CliProblem> refused =
        Together.ask(repositories, repository -> refusal(client, host, settings, repository));
    if (!refused.isEmpty()) {
      throw new CliProblem(
          ExitCode.CREDENTIALS,
          "wave " + plan.wave().name() + " cannot start",
          String.join("\n", refused.values().stream().map(Failures::reason).toList()),
          "wavewright doctor");
    }
  }

  private static Optional<CliProblem> refusal(
      WorkflowClient client, HostId host, ProjectSettings settings, RepositoryName repository) {
    try {
      var unused =
          new Inquiries(client).ask(host, HostQuestion.access(settings, repository), PATIENCE);
      return Optional.empty();
    } catch (CliProblem problem) {
      return Optional.of(problem).filter(Failures::isOfCredentials);
    }
  }
}
