package dev.wavewright.starter.cli;

import dev.wavewright.starter.demo.Chaos;
import dev.wavewright.starter.demo.Chaos.Sighting;
import dev.wavewright.starter.demo.Chaos.Strike;
import dev.wavewright.starter.demo.Chaos.Target;
import dev.wavewright.starter.stack.ProcessControl;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackException;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackParts;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackRecord.Role;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import dev.wavewright.starter.stack.StackRecord.TemporalMode;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.SessionId;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kills an agent, the worker and Temporal, each once and by its pid, while an issue is seen at
 * work; and measures how long it takes until the stack works on.
 */
final class DemoChaos {
  private static final Duration DIES_WITHIN = Duration.ofSeconds(10);
  private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String WORKER_IDENTITY = "worker-";

  private final WorkflowClient client;
  private final Waves waves;
  private final Inquiries inquiries;
  private final ProjectSettings settings;
  private final StackFolders folders;
  private final StackFile file;
  private final ProcessControl processes;
  private final Consumer<String> say;
  private final Set<Target> struck = EnumSet.noneOf(Target.class);
  private final List<Kill> kills = new ArrayList<>();

  DemoChaos(
      WorkflowClient client,
      ProjectSettings settings,
      StackFolders folders,
      ProcessControl processes,
      Consumer<String> say) {
    this.client = client;
    this.waves = new Waves(client);
    this.inquiries = new Inquiries(client);
    this.settings = settings;
    this.folders = folders;
    this.file = new StackFile(folders);
    this.processes = processes;
    this.say = say;
  }

  /**
   * A kill that happened.
   *
   * @param target agent, worker or Temporal
   * @param pid of the process, {@code tree} of what it had started
   * @param key issue that was at work, {@code phase} the phase that it told
   * @param agent pid of that issue's agent at that moment, if one was known to live
   * @param recovered seconds until the issue was worked on again; null when that was not seen
   * @param by what showed it
   */
  record Kill(
      String target,
      long pid,
      List<Long> tree,
      IssueKey key,
      Phase phase,
      @Nullable Long agent,
      Instant at,
      @Nullable Double recovered,
      String by) {
    Kill {
      tree = List.copyOf(tree);
    }

    String line() {
      return target
          + " (pid "
          + pid
          + ") while "
          + key
          + " was "
          + phase
          + (recovered == null
              ? ", NOT RECOVERED"
              : "; recovered after " + recovered + " s: " + by);
    }
  }

  /**
   * Refuses a stack of which not every part can be killed and comes back.
   *
   * @throws CliProblem if Temporal is not a process of this stack
   */
  static void require(StackRecord record) {
    if (record.temporal().mode() != TemporalMode.EMBEDDED) {
      throw new CliProblem(
          ExitCode.CONFLICT,
          "there is no Temporal to kill: that of this stack is " + record.temporal().mode().word(),
          "--chaos kills the server of this stack and sees it come back",
          record.temporal().mode() == TemporalMode.EXTERNAL
              ? "wavewright down && env -u " + Stack.ADDRESS_VARIABLE + " wavewright demo --chaos"
              : "wavewright down && wavewright demo --chaos");
    }
  }

  /** Returns what was killed so far. */
  List<Kill> kills() {
    return List.copyOf(kills);
  }

  /** Returns what was not killed, or not seen to come back. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Target target : Target.values()) {
      Optional<Kill> kill =
          kills.stream().filter(each -> each.target().equals(target.word())).findFirst();
      if (kill.isEmpty()) {
        missing.add(target.word() + " was never killed");
      } else if (kill.get().recovered() == null) {
        missing.add(target.word() + " was killed and not seen to come back");
      }
    }
    return missing;
  }

  /**
   * Kills what is due, if an issue is at work that suits it, and sees the stack recover.
   *
   * @param agents pids of agents, where they are known
   * @return what was killed now
   */
  Optional<Kill> act(WaveView now, Map<IssueKey, Long> agents) throws InterruptedException {
    if (struck.size() == Target.values().length) {
      return Optional.empty();
    }
    Optional<Strike> strike = Chaos.next(struck, sightings(now, agents));
    return strike.isPresent() ? strike(strike.get(), now) : Optional.empty();
  }

  private List<Sighting> sightings(WaveView now, Map<IssueKey, Long> agents) {
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
  private OptionalLong workerOf(IssueKey key, Phase phase) {
    return switch (phase) {
      case PREPARING, IMPLEMENTING, CHECKING, REVIEWING, MERGING ->
          pending(workflow(key, phase)).stream()
              .filter(
                  activity ->
                      activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
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

  private String workflow(IssueKey key, Phase phase) {
    return phase == Phase.MERGING
        ? settings.repositories().stream()
            .filter(repository -> key.value().startsWith(repository.name().value() + "#"))
            .map(repository -> MergeQueueWorkflow.id(repository.name()))
            .findFirst()
            .orElseThrow()
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

  private List<PendingActivityInfo> pending(String workflow) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                .build())
        .getPendingActivitiesList();
  }

  /** Looks once more, and kills only if the issue is still where it was seen. */
  private Optional<Kill> strike(Strike strike, WaveView now) throws InterruptedException {
    Sighting during = strike.during();
    OptionalLong agent =
        strike.target() == Target.AGENT ? agent(during.key(), now) : during.agent();
    Optional<RunningProcess> part =
        switch (strike.target()) {
          case AGENT -> Optional.empty();
          case WORKER -> worker(WORKER_IDENTITY + during.worker().orElseThrow());
          case TEMPORAL -> file.read().flatMap(record -> record.process("temporal"));
        };
    long pid = part.map(RunningProcess::pid).orElse(agent.orElse(0));
    Optional<String> identity = pid > 0 ? processes.identity(pid) : Optional.empty();
    long epoch = file.read().map(StackRecord::epoch).orElse(0L);
    boolean stillThere =
        waves.issue(during.key()).filter(status -> status.phase() == during.phase()).isPresent()
            && workerOf(during.key(), during.phase()).equals(during.worker());
    if (identity.isEmpty() || !stillThere) {
      return Optional.empty();
    }
    List<Long> tree = kill(pid, strike.target() == Target.AGENT);
    Instant at = Instant.now();
    long began = System.nanoTime();
    if (!holds(DIES_WITHIN, () -> !processes.lives(pid, identity.get()))) {
      throw new CliProblem(
          ExitCode.NOT_ALL_DONE,
          strike.target().word() + " could not be killed",
          "pid " + pid + " lives on",
          "wavewright status");
    }
    struck.add(strike.target());
    say.accept(
        "KILLED "
            + strike.target().word()
            + " (pid "
            + pid
            + (tree.isEmpty() ? "" : " and its " + tree)
            + ") while "
            + during.key()
            + " was "
            + during.phase()
            + (strike.target() == Target.AGENT || agent.isEmpty()
                ? ""
                : ", its agent at work as pid " + agent.getAsLong()));
    String by = recovered(strike, pid, epoch, agent);
    boolean seen = !by.isEmpty();
    double seconds = Math.round((System.nanoTime() - began) / 1e8) / 10.0;
    say.accept(
        seen
            ? "recovered from it after " + seconds + " s: " + by
            : "NOT RECOVERED after " + seconds + " s");
    Kill done =
        new Kill(
            strike.target().word(),
            pid,
            tree,
            during.key(),
            during.phase(),
            agent.isPresent() ? agent.getAsLong() : null,
            at,
            seen ? seconds : null,
            by);
    kills.add(done);
    return Optional.of(done);
  }

  /** Asks the host for the issue's agent as it is at this moment. */
  private OptionalLong agent(IssueKey key, WaveView now) {
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

  private Optional<Long> agent(SessionId session, HostId host) {
    HostQuestion question =
        new HostQuestion(
            HostQuestion.Subject.WORKTREES, settings.project(), settings.state(), null);
    return Optional.ofNullable(inquiries.livePids(host, question).get(session.value()));
  }

  /** Kills a process, and with an agent everything that it had started. */
  private static List<Long> kill(long pid, boolean withTree) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    List<ProcessHandle> tree =
        withTree ? process.stream().flatMap(ProcessHandle::descendants).toList() : List.of();
    // The parent first: it could start others meanwhile.
    Stream.concat(process.stream(), tree.stream()).forEach(ProcessHandle::destroyForcibly);
    return tree.stream().map(ProcessHandle::pid).toList();
  }

  /** Waits until the issue is worked on again; returns what showed it, or nothing in time. */
  private String recovered(Strike strike, long killed, long epoch, OptionalLong agent)
      throws InterruptedException {
    String[] by = {""};
    holds(
        RECOVERS_WITHIN,
        () -> {
          try {
            by[0] =
                switch (strike.target()) {
                  case AGENT -> anotherAgent(strike.during(), killed);
                  case WORKER -> anotherWorker(strike.during(), killed, agent);
                  case TEMPORAL -> anotherServer(strike.during(), killed, epoch, agent);
                };
          } catch (StatusRuntimeException | WorkflowException | StackException nobodyAnswersYet) {
            by[0] = "";
          }
          return !by[0].isEmpty();
        });
    return by[0];
  }

  private String anotherAgent(Sighting during, long killed) {
    Optional<IssueStatus> status = waves.issue(during.key());
    SessionId session = status.map(IssueStatus::session).orElse(null);
    HostId host = status.map(IssueStatus::host).orElse(null);
    if (status.isEmpty() || session == null || host == null) {
      return "";
    }
    Optional<Long> next = agent(session, host).filter(pid -> pid != killed);
    if (next.isPresent()) {
      return "another agent works for " + during.key() + " as pid " + next.get();
    }
    return status.get().phase() == during.phase()
        ? ""
        : "another agent did the work, " + told(status.get());
  }

  private String anotherWorker(Sighting during, long killed, OptionalLong agent) {
    Optional<RunningProcess> next = replaced(Role.WORKER, killed);
    if (next.isEmpty()) {
      return "";
    }
    Optional<IssueStatus> status = waves.issue(during.key());
    if (status.isEmpty()) {
      return "";
    }
    boolean goesOn =
        status.get().phase() != during.phase()
            || workerOf(during.key(), during.phase()).isPresent();
    return goesOn
        ? "worker is pid " + next.get().pid() + ", " + told(status.get()) + livesOn(agent)
        : "";
  }

  private String anotherServer(Sighting during, long killed, long epoch, OptionalLong agent) {
    Optional<RunningProcess> next = replaced(Role.TEMPORAL, killed);
    long raised = file.read().map(StackRecord::epoch).orElse(0L);
    if (next.isEmpty() || raised <= epoch) {
      return "";
    }
    return waves
        .issue(during.key())
        .map(
            status ->
                "Temporal is pid "
                    + next.get().pid()
                    + ", epoch "
                    + raised
                    + ", "
                    + told(status)
                    + livesOn(agent))
        .orElse("");
  }

  /** Returns the ready part of a role that is not the killed one. */
  private Optional<RunningProcess> replaced(Role role, long killed) {
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

  private static String told(IssueStatus status) {
    return status.key() + " is " + status.phase();
  }

  private String livesOn(OptionalLong agent) {
    return agent.isPresent() && processes.identity(agent.getAsLong()).isPresent()
        ? ", its agent still pid " + agent.getAsLong()
        : "";
  }

  private static boolean holds(Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(LOOK);
    }
    return true;
  }
}
