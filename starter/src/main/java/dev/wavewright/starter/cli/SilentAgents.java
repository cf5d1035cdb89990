package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.LiveAgents.Working;
import dev.wavewright.starter.config.BuiltInAgents;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.ProjectSettings;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Agents that wait to be started, and agents that run and have not said anything: without a
 * network, for example, they look as busy as others until their time to start is over. Only a
 * backend that tells of itself is silent when it does not.
 */
final class SilentAgents {
  /** So long nobody wonders: an agent has to start, and its model to answer. */
  private static final Duration USUAL = Duration.ofSeconds(20);

  private SilentAgents() {}

  /** Looks for the agent if the issue is with one, and the project is known. */
  static IssueStatus told(
      IssueStatus status, WorkflowClient client, Optional<ProjectSettings> project) {
    return Waves.runsAgent(status.phase()) && project.isPresent()
        ? told(status, new LiveAgents(client).working(status.key()), project.get(), Instant.now())
        : status;
  }

  /** Returns the status, with what is awaited if its agent has been silent for a while. */
  static IssueStatus told(
      IssueStatus status, Optional<Working> working, ProjectSettings project, Instant now) {
    if (status.reason() == null
        && Waves.runsAgent(status.phase())
        && working.filter(Working::waitsToStart).isPresent()) {
      return status.waiting(
          null,
          before(status)
              + (working.filter(Working::lacksMemory).isPresent()
                  ? "its agent starts when its host has memory for it, memory-reserve in host.yml"
                      + " says how much stays free"
                  : "its agent starts when others of its host have started, starts-at-once in"
                      + " host.yml says how many at once"),
          "");
    }
    boolean silent =
        status.reason() == null
            && Waves.runsAgent(status.phase())
            && working
                .filter(Working::silent)
                .filter(agent -> agent.since().plus(USUAL).isBefore(now))
                .isPresent()
            && project
                .agent(status.agent())
                .or(() -> BuiltInAgents.find(status.agent()))
                .map(AgentSettings::backend)
                .filter(AgentBackend.OPENCODE::equals)
                .isPresent();
    if (!silent) {
      return status;
    }
    return status.waiting(
        null,
        before(status)
            + "its agent has not said anything yet (can it reach its model?) and is given up "
            + Durations.format(project.limits().start())
            + " after its start",
        "");
  }

  private static String before(IssueStatus status) {
    return status.detail().isBlank() ? "" : status.detail() + "; ";
  }
}
