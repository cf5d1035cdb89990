package dev.wavewright.starter.cli;

import dev.wavewright.starter.demo.Chaos;
import dev.wavewright.starter.demo.Chaos.Sighting;
import dev.wavewright.starter.demo.Chaos.Strike;
import dev.wavewright.starter.demo.Chaos.Target;
import dev.wavewright.starter.gate.Awaiting;
import dev.wavewright.starter.stack.ProcessControl;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackException;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackRecord.Role;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import dev.wavewright.starter.stack.StackRecord.TemporalMode;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.SessionId;
import io.grpc.StatusRuntimeException;
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
import java.util.function.Consumer;

/**
 * Kills an agent, the worker and Temporal, each once and by its pid, while an issue is seen at
 * work; and measures how long it takes until the stack works on.
 */
final class DemoChaos {
  private static final Duration DIES_WITHIN = Duration.ofSeconds(10);
  private static final Duration RECOVERS_WITHIN = Duration.ofMinutes(4);

  private final Waves waves;
  private final DemoSight sight;
  private final ProcessControl processes;
  private final Consumer<String> say;
  private final Set<Target> struck = EnumSet.noneOf(Target.class);
  private final List<DemoKill> kills = new ArrayList<>();

  DemoChaos(
      WorkflowClient client,
      ProjectSettings settings,
      StackFolders folders,
      ProcessControl processes,
      Consumer<String> say) {
    this.waves = new Waves(client);
    this.sight = new DemoSight(client, settings, folders, processes);
    this.processes = processes;
    this.say = say;
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
  List<DemoKill> kills() {
    return List.copyOf(kills);
  }

  /**
   * Kills what is due, if an issue is at work that suits it, and sees the stack recover.
   *
   * @param agents pids of agents, where they are known
   * @return what was killed now
   */
  Optional<DemoKill> act(WaveView now, Map<IssueKey, Long> agents) throws InterruptedException {
    if (struck.size() == Target.values().length) {
      return Optional.empty();
    }
    Optional<Strike> strike = Chaos.next(struck, sight.sightings(now, agents));
    return strike.isPresent() ? strike(strike.get(), now) : Optional.empty();
  }

  /** Looks once more, and kills only if the issue is still where it was seen. */
  private Optional<DemoKill> strike(Strike strike, WaveView now) throws InterruptedException {
    Sighting during = strike.during();
    OptionalLong agent =
        strike.target() == Target.AGENT ? sight.agent(during.key(), now) : during.agent();
    Optional<RunningProcess> part =
        switch (strike.target()) {
          case AGENT -> Optional.empty();
          case WORKER -> sight.worker(during.worker().orElseThrow());
          case TEMPORAL -> sight.temporal();
        };
    long pid = part.map(RunningProcess::pid).orElse(agent.orElse(0));
    Optional<String> identity = pid > 0 ? processes.identity(pid) : Optional.empty();
    long epoch = sight.epoch();
    boolean stillThere =
        waves.issue(during.key()).filter(status -> status.phase() == during.phase()).isPresent()
            && sight.workerOf(during.key(), during.phase()).equals(during.worker());
    if (identity.isEmpty() || !stillThere) {
      return Optional.empty();
    }
    Instant at = Instant.now();
    long began = System.nanoTime();
    Optional<List<Long>> killed = kill(pid, strike.target() == Target.AGENT);
    if (killed.isEmpty()) {
      return Optional.empty();
    }
    List<Long> tree = killed.get();
    if (!Awaiting.holds(DIES_WITHIN, () -> !processes.lives(pid, identity.get()))) {
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
    DemoKill done =
        new DemoKill(
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

  /**
   * Kills a process, and with an agent everything that it had started.
   *
   * @return that; empty if the process was gone already
   */
  private static Optional<List<Long>> kill(long pid, boolean withTree) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    List<ProcessHandle> tree =
        withTree ? process.stream().flatMap(ProcessHandle::descendants).toList() : List.of();
    // The parent first: it could start others meanwhile.
    boolean killed = process.filter(ProcessHandle::destroyForcibly).isPresent();
    tree.forEach(ProcessHandle::destroyForcibly);
    return killed ? Optional.of(tree.stream().map(ProcessHandle::pid).toList()) : Optional.empty();
  }

  /** Waits until the issue is worked on again; returns what showed it, or nothing in time. */
  private String recovered(Strike strike, long killed, long epoch, OptionalLong agent)
      throws InterruptedException {
    String[] by = {""};
    boolean unused =
        Awaiting.holds(
            RECOVERS_WITHIN,
            () -> {
              try {
                by[0] =
                    switch (strike.target()) {
                      case AGENT -> anotherAgent(strike.during(), killed);
                      case WORKER -> anotherWorker(strike.during(), killed, agent);
                      case TEMPORAL -> anotherServer(strike.during(), killed, epoch, agent);
                    };
              } catch (StatusRuntimeException
                  | WorkflowException
                  | StackException nobodyAnswersYet) {
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
    Optional<Long> next = sight.agent(session, host).filter(pid -> pid != killed);
    if (next.isPresent()) {
      return "another agent works for " + during.key() + " as pid " + next.get();
    }
    return wentOn(status.get(), during) ? "another agent did the work, " + told(status.get()) : "";
  }

  private String anotherWorker(Sighting during, long killed, OptionalLong agent) {
    Optional<RunningProcess> next = sight.replaced(Role.WORKER, killed);
    if (next.isEmpty()) {
      return "";
    }
    Optional<IssueStatus> status = waves.issue(during.key());
    if (status.isEmpty()) {
      return "";
    }
    boolean goesOn =
        wentOn(status.get(), during) || sight.workerOf(during.key(), during.phase()).isPresent();
    return goesOn
        ? "worker is pid " + next.get().pid() + ", " + told(status.get()) + livesOn(agent)
        : "";
  }

  private String anotherServer(Sighting during, long killed, long epoch, OptionalLong agent) {
    Optional<RunningProcess> next = sight.replaced(Role.TEMPORAL, killed);
    long raised = sight.epoch();
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

  /** An issue that was given up, or that a person must look at, has another phase too. */
  private static boolean wentOn(IssueStatus status, Sighting during) {
    Phase phase = status.phase();
    return phase == Phase.DONE
        || (phase != during.phase() && !phase.isForPeople() && !phase.isFinal());
  }

  private static String told(IssueStatus status) {
    return status.key() + " is " + status.phase();
  }

  private String livesOn(OptionalLong agent) {
    return agent.isPresent() && processes.identity(agent.getAsLong()).isPresent()
        ? ", its agent still pid " + agent.getAsLong()
        : "";
  }
}
