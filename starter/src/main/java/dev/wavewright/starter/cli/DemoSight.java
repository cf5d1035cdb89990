package dev.wavewright.starter.cli;

import dev.wavewright.starter.demo.Chaos.Sighting;
import dev.wavewright.starter.stack.ProcessControl;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackParts;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackRecord.Role;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.SessionId;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is at work at this moment: by Temporal's word, the host's, the stack's file, the kernel. */
final class DemoSight {
  private static final String WORKER_IDENTITY = "worker-";

  private final WorkflowClient client;
  private final Inquiries inquiries;
  private final ProjectSettings settings;
  private final StackFolders folders;
  private final StackFile file;
  private final ProcessControl processes;

  DemoSight(
      WorkflowClient client,
      ProjectSettings settings,
      StackFolders folders,
      ProcessControl processes) {
    this.client = client;
    this.inquiries = new Inquiries(client);
    this.settings = settings;
    this.folders = folders;
    this.file = new StackFile(folders);
    this.processes = processes;
  }

  /**
   * Returns the issues for which something runs at a worker of this stack.
   *
   * @param agents pids of agents, where they are known
   */
  List<Sighting> sightings(WaveView now, Map<IssueKey, Long> agents) {
    List<Sighting> sightings = new ArrayList<>();
    for (WaveView.IssueView issue : now.issues()) {
      OptionalLong worker = workerOf(issue.key(), issue.phase());
      if (worker.isPresent()) {
        Optional<Long> agent =
            Optional.ofNullable(agents.get(issue.key()))
                .filter(pid -> Waves.runsAgent(issue.phase()))
                .filter(pid -> processes.identity(pid).isPresent());
        sightings.add(
            new Sighting(
                issue.key(),
                issue.phase(),
                agent.map(OptionalLong::of).orElse(OptionalLong.empty()),
                worker));
      }
    }
    return sightings;
  }

  /** Asks Temporal at which of this stack's workers something runs for an issue now. */
  OptionalLong workerOf(IssueKey key, Phase phase) {
    return switch (phase) {
      case PREPARING, IMPLEMENTING, CHECKING, REVIEWING, MERGING ->
          PendingActivities.started(client, workflow(key, phase)).stream()
              .map(PendingActivityInfo::getLastWorkerIdentity)
              .flatMap(identity -> worker(identity).stream())
              .mapToLong(RunningProcess::pid)
              .findFirst();
      case WAITING_DEPENDENCIES,
          QUEUED,
          MERGE_QUEUED,
          DONE,
          QUOTA_WAITING,
          NEEDS_INPUT,
          PARKED,
          HELD,
          EXPIRED,
          CANCELLED,
          SKIPPED ->
          OptionalLong.empty();
    };
  }

  private static String workflow(IssueKey key, Phase phase) {
    return phase == Phase.MERGING
        ? MergeQueueWorkflow.id(key.repository().orElseThrow())
        : key.workflowId();
  }

  private Optional<RunningProcess> worker(String identity) {
    return file.read().stream()
        .flatMap(record -> record.processes().stream())
        .filter(part -> part.role() == Role.WORKER)
        .filter(part -> identity.equals(WORKER_IDENTITY + part.pid()))
        .filter(part -> processes.lives(part.pid(), part.identity()))
        .findFirst();
  }

  /** Returns the stack's live worker with this pid. */
  Optional<RunningProcess> worker(long pid) {
    return worker(WORKER_IDENTITY + pid);
  }

  /** Returns the stack's live Temporal. */
  Optional<RunningProcess> temporal() {
    return file.read()
        .flatMap(record -> record.process("temporal"))
        .filter(part -> processes.lives(part.pid(), part.identity()));
  }

  /** Returns the epoch of the stack's Temporal. */
  long epoch() {
    return file.read().map(StackRecord::epoch).orElse(0L);
  }

  /** Asks the host for the issue's agent as it is at this moment. */
  OptionalLong agent(IssueKey key, WaveView now) {
    return now.issues().stream()
        .filter(issue -> issue.key().equals(key))
        .flatMap(issue -> agent(issue.session(), issue.agent()).stream())
        .mapToLong(Long::longValue)
        .findFirst();
  }

  private Optional<Long> agent(@Nullable SessionId session, WaveView.@Nullable AgentView agent) {
    if (session == null || agent == null || agent.host() == null) {
      return Optional.empty();
    }
    return agent(session, agent.host());
  }

  /** Asks a host for the live agent of a session. */
  Optional<Long> agent(SessionId session, HostId host) {
    HostQuestion question =
        new HostQuestion(
            HostQuestion.Subject.WORKTREES, settings.project(), settings.state(), null);
    return Optional.ofNullable(inquiries.livePids(host, question).get(session.value()));
  }

  /** Returns the ready part of a role that is not the killed one. */
  Optional<RunningProcess> replaced(Role role, long killed) {
    return file.read().stream()
        .flatMap(
            record ->
                record.processes().stream()
                    .filter(part -> part.role() == role && part.pid() != killed)
                    .filter(part -> part.restarts() > 0)
                    .filter(part -> processes.lives(part.pid(), part.identity()))
                    .filter(part -> StackParts.ready(folders, new StackParts.Part(record, part))))
        .findFirst();
  }
}
