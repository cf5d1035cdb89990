package dev.wavewright.activities.agent;

import dev.wavewright.activities.agent.AgentBackendAdapter.CannotRunException;
import dev.wavewright.activities.agent.AgentBackendAdapter.Invocation;
import dev.wavewright.activities.agent.AgentResult.Ending;
import dev.wavewright.activities.agent.TurnFolder.LaunchRecord;
import dev.wavewright.activities.process.AtomicFiles;
import dev.wavewright.activities.process.ManagedProcess;
import dev.wavewright.activities.process.ProcessIdentity;
import dev.wavewright.activities.process.ProcessLaunch;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.Pulse;
import dev.wavewright.activities.process.Pulses;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.activities.process.Waiting;
import dev.wavewright.workflows.issue.core.RecoveryFacts;
import dev.wavewright.workflows.issue.core.RecoveryRule;
import dev.wavewright.workflows.issue.core.RecoveryRule.Recovery;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs agents: one run of a session at a time, one agent alive per session, each turn once.
 *
 * <p>The agent belongs to nobody. When the process that follows it dies or gives up, it runs on,
 * and the next call for the same turn adopts it, collects what it left, continues its session or
 * starts anew, as {@link RecoveryRule} says; every decision is on disk before it is acted on.
 */
public final class AgentRunner {
  /** A turn whose agent vanishes this often without a trace is given up. */
  private static final int MAX_STARTS_IN_A_TURN = 5;

  private static final Duration SLOT_POLL = Duration.ofMillis(100);
  private static final Duration MEMORY_POLL = Duration.ofSeconds(1);

  private final ProcessStarter starter;
  private final SessionLocks locks;
  private final StartSlots slots;
  private final Map<String, String> workerEnvironment;
  private final Path cache;
  private final RunnerTimings timings;

  /**
   * @param locks the worker's one registry
   * @param slots an agent waits for one before it is started; its time to start runs from then on
   * @param workerEnvironment where PATH, names passed through and the agents' programs are found
   * @param cache folder of things that can be made again, such as installed agents
   */
  public AgentRunner(
      ProcessStarter starter,
      SessionLocks locks,
      StartSlots slots,
      Map<String, String> workerEnvironment,
      Path cache,
      RunnerTimings timings) {
    this.starter = starter;
    this.locks = locks;
    this.slots = slots;
    this.workerEnvironment = Map.copyOf(new TreeMap<>(workerEnvironment));
    this.cache = cache.toAbsolutePath();
    this.timings = timings;
  }

  /**
   * Runs one turn to its end and returns how it ended; a turn that has ended returns the same
   * again. While another call runs this session, this one waits.
   *
   * @param progress what it throws is thrown on, and the agent runs on
   * @throws InterruptedException if the thread is interrupted; the agent runs on
   * @throws IOException if the session folder cannot be read or written
   */
  public AgentResult run(AgentLaunch launch, SessionWorktree worktree, Progress progress)
      throws IOException, InterruptedException {
    TurnFolder turn = TurnFolder.of(launch.sessionFolder(), launch.turn());
    AtomicReference<Progress.Observed> observed =
        new AtomicReference<>(new Progress.Observed(0, launch.agentSession(), 0, false, false));
    Pulse pulse = new ProgressPulse(progress, observed::get, timings.progress());
    try (SessionLocks.Lock lock = lock(launch.sessionFolder(), pulse)) {
      Optional<AgentResult> before = turn.result();
      if (before.isPresent()) {
        return before.get();
      }
      turn.create();
      AtomicFiles.write(turn.prompt(), launch.prompt());
      Run run = new Run(launch, worktree, turn, adapter(launch), pulse, observed, progress);
      AgentResult result = run.go().using(new TurnSpend(starter, launch).of(turn));
      turn.write(result);
      return result;
    } catch (ClosedByInterruptException e) {
      // What an interrupted thread gets from file channels in place of the exception it is owed.
      Thread.interrupted();
      InterruptedException interrupted = new InterruptedException("interrupted while reading");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /**
   * Stops the turn that runs: its {@code run} returns {@code STOPPED}, now or when it is next
   * called, in whichever process. Takes no lock. A turn begun later is not stopped, but what it has
   * already started while this sweeps is ended too.
   *
   * @return whether no process of the session is left
   */
  public boolean stop(SessionId session, Path sessionFolder, Pulse pulse)
      throws IOException, InterruptedException {
    List<TurnFolder> turns = TurnFolder.all(sessionFolder);
    if (!turns.isEmpty() && turns.getLast().result().isEmpty()) {
      turns.getLast().requestStop();
    }
    return end(session, sessionFolder, Pulses.every(timings.progress(), pulse));
  }

  /** Returns the pid of the session's agent if one lives. Takes no lock. */
  public OptionalLong livePid(SessionId session, Path sessionFolder) throws IOException {
    for (TurnFolder turn : TurnFolder.all(sessionFolder)) {
      for (Path start : turn.starts()) {
        ManagedProcess process = starter.find(start, session.value());
        if (process.state() == ManagedProcess.State.RUNNING) {
          return process.identity().stream().mapToLong(ProcessIdentity::pid).findFirst();
        }
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Returns when the session's newest agent was launched; empty before. Takes no lock.
   *
   * @throws IOException if the session folder cannot be read
   */
  public Optional<Instant> launched(Path sessionFolder) throws IOException {
    List<TurnFolder> turns = TurnFolder.all(sessionFolder);
    return turns.isEmpty()
        ? Optional.empty()
        : turns.getLast().launch().map(LaunchRecord::launched);
  }

  /** Tells whether an agent of the session has printed anything. Takes no lock. */
  public boolean hasSpoken(SessionId session, Path sessionFolder) throws IOException {
    for (TurnFolder turn : TurnFolder.all(sessionFolder)) {
      for (Path start : turn.starts()) {
        Path output = starter.find(start, session.value()).output();
        if (Files.exists(output) && Files.size(output) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns the session's lock if nobody runs the session now. */
  public Optional<SessionLocks.Lock> tryLock(Path sessionFolder) throws IOException {
    return locks.tryLock(sessionFolder);
  }

  /** Ends every process of a session, recorded or marked; returns whether all are gone. */
  private boolean end(SessionId session, Path sessionFolder, Pulse pulse)
      throws IOException, InterruptedException {
    for (TurnFolder turn : TurnFolder.all(sessionFolder)) {
      for (Path start : turn.starts()) {
        ManagedProcess process = starter.find(start, session.value());
        switch (process.state()) {
          case ABSENT -> process.forbidStart();
          case RUNNING -> process.end(timings.grace(), timings.gone(), pulse);
          case NEVER_STARTED, ENDED, LOST -> {}
        }
      }
    }
    return starter.endMarked(session.value(), timings.grace(), timings.gone(), pulse);
  }

  private SessionLocks.Lock lock(Path sessionFolder, Pulse pulse)
      throws IOException, InterruptedException {
    pulse.beat();
    while (true) {
      Optional<SessionLocks.Lock> lock = locks.tryLock(sessionFolder);
      if (lock.isPresent()) {
        return lock.get();
      }
      Waiting.until(Duration.ofMillis(100), () -> false, pulse);
    }
  }

  private AgentBackendAdapter adapter(AgentLaunch launch) {
    return switch (launch.agent().backend()) {
      case SCRIPTED -> new ScriptedBackend(new ScriptedProgram(cache));
      case COMMAND -> new CommandBackend();
      case OPENCODE -> new OpencodeBackend(workerEnvironment, cache);
    };
  }

  /** One call of {@code run} under the session's lock. */
  private final class Run {
    private final AgentLaunch launch;
    private final SessionWorktree worktree;
    private final TurnFolder turn;
    private final AgentBackendAdapter adapter;
    private final Pulse pulse;
    private final AtomicReference<Progress.Observed> observed;
    private final Progress progress;

    Run(
        AgentLaunch launch,
        SessionWorktree worktree,
        TurnFolder turn,
        AgentBackendAdapter adapter,
        Pulse pulse,
        AtomicReference<Progress.Observed> observed,
        Progress progress) {
      this.launch = launch;
      this.worktree = worktree;
      this.turn = turn;
      this.adapter = adapter;
      this.pulse = pulse;
      this.observed = observed;
      this.progress = progress;
    }

    AgentResult go() throws IOException, InterruptedException {
      Optional<LaunchRecord> earlier = turn.launch();
      if (earlier.isPresent() && neverRan(earlier.get())) {
        earlier = Optional.empty();
      }
      Recovery recovery = decide(earlier);
      if (turn.stopRequested()) {
        boolean gone = end(launch.session(), launch.sessionFolder(), pulse);
        return without(Ending.STOPPED, gone ? "stopped" : "stopped, but processes are left");
      }
      if (recovery.endProcessesFirst() && !end(launch.session(), launch.sessionFolder(), pulse)) {
        return without(Ending.FAILED, "processes of an earlier run could not be ended");
      }
      try {
        return switch (recovery.choice()) {
          case START -> {
            worktree.ready();
            yield start(launch.agentSession(), firstPrompt());
          }
          case ADOPT, COLLECT -> follow(earlier.orElseThrow(), () -> {});
          case RESUME -> start(agentSession(earlier), adapter.continuation(launch.prompt()));
          case RESET -> {
            worktree.reset();
            worktree.ready();
            yield start(null, launch.promptAfterReset());
          }
        };
      } catch (SessionWorktree.NotReadyException e) {
        return without(Ending.FAILED, String.valueOf(e.getMessage()));
      }
    }

    /** The errand is told anew, unless the turn before was cut off in it. */
    private String firstPrompt() throws IOException {
      boolean cutOff =
          launch.turn() > 1
              && launch.purpose() == AgentLaunch.Purpose.WORK
              && TurnFolder.of(launch.sessionFolder(), launch.turn() - 1)
                  .result()
                  .filter(before -> before.ending() == Ending.OUT_OF_QUOTA)
                  .isPresent();
      return cutOff ? adapter.continuation(launch.prompt()) : launch.prompt();
    }

    /** Whether a recorded launch never came to run and, from now on, never will. */
    private boolean neverRan(LaunchRecord record) throws IOException {
      ManagedProcess process = starter.find(turn.start(record.number()), launch.session().value());
      return process.state() == ManagedProcess.State.ABSENT && process.forbidStart();
    }

    private Recovery decide(Optional<LaunchRecord> earlier) throws IOException {
      Optional<ManagedProcess> process =
          earlier.map(
              record -> starter.find(turn.start(record.number()), launch.session().value()));
      ManagedProcess.State state =
          process.map(ManagedProcess::state).orElse(ManagedProcess.State.ABSENT);
      RecoveryFacts facts =
          new RecoveryFacts(
              earlier.isPresent(),
              state == ManagedProcess.State.RUNNING,
              !starter.marked(launch.session().value()).isEmpty(),
              state == ManagedProcess.State.ENDED || state == ManagedProcess.State.NEVER_STARTED,
              agentSession(earlier) != null,
              canResume(agentSession(earlier)),
              worktree.look());
      Recovery recovery = RecoveryRule.decide(facts);
      turn.append(
          new TurnFolder.Decision(
              Instant.now().toString(),
              launch.attempt(),
              recovery.choice().name(),
              recovery.endProcessesFirst(),
              recovery.why(),
              facts.toString()));
      return recovery;
    }

    private @Nullable String agentSession(Optional<LaunchRecord> earlier) throws IOException {
      if (earlier.isEmpty()) {
        return launch.agentSession();
      }
      // Its first line may have been printed after the last one who followed it died.
      Observation observation = new Observation();
      Following.readAll(
          starter.find(turn.start(earlier.get().number()), launch.session().value()),
          adapter.reader(),
          observation);
      String told = observation.agentSession();
      return told != null ? told : earlier.get().agentSession();
    }

    private boolean canResume(@Nullable String agentSession) {
      try {
        return agentSession != null
            && adapter.resume(launch, turn.prompt(), agentSession).isPresent();
      } catch (CannotRunException e) {
        return false;
      }
    }

    private AgentResult start(@Nullable String agentSession, String prompt)
        throws IOException, InterruptedException {
      int number = turn.launch().map(LaunchRecord::number).orElse(0) + 1;
      if (number > MAX_STARTS_IN_A_TURN) {
        return without(Ending.FAILED, "the agent vanished " + (number - 1) + " times");
      }
      Path promptFile = turn.prompt();
      if (!prompt.equals(launch.prompt())) {
        promptFile = turn.folder().resolve("prompt-" + number + ".md");
        AtomicFiles.write(promptFile, prompt);
      }
      SessionHome home = new SessionHome(launch.sessionFolder(), workerEnvironment);
      Invocation invocation;
      try {
        home.prepare(launch.agent());
        Optional<Invocation> resumed =
            agentSession == null
                ? Optional.empty()
                : adapter.resume(launch, promptFile, agentSession);
        invocation = resumed.isPresent() ? resumed.get() : adapter.begin(launch, promptFile);
      } catch (CannotRunException e) {
        return without(Ending.FAILED, String.valueOf(e.getMessage()));
      }
      Optional<SessionLocks.Lock> free = slot();
      if (free.isEmpty()) {
        return without(Ending.STOPPED, "stopped before it was started");
      }
      try (SessionLocks.Lock slot = free.get()) {
        return startIn(slot, number, invocation, home);
      }
    }

    private AgentResult startIn(
        SessionLocks.Lock slot, int number, Invocation invocation, SessionHome home)
        throws IOException, InterruptedException {
      LaunchRecord record =
          new LaunchRecord(
              number,
              Instant.now().toString(),
              launch.attempt(),
              launch.agent().name(),
              invocation.argv(),
              invocation.agentSession());
      turn.write(record);
      if (turn.stopRequested()) {
        return without(Ending.STOPPED, "stopped before it was started");
      }
      try {
        starter.start(
            new ProcessLaunch(
                turn.start(number),
                invocation.argv(),
                launch.worktree(),
                home.environment(launch, invocation.environment()),
                invocation.input(),
                launch.session().value(),
                ProcessLaunch.OUTPUT_LIMIT,
                adapter.separateErrors()),
            launch.limits().start(),
            pulse);
      } catch (IOException | IllegalArgumentException e) {
        return without(Ending.FAILED, "the agent could not be started: " + e.getMessage());
      }
      return follow(record, slot::close);
    }

    /** Waits for a slot; returns none if the turn is to stop meanwhile. */
    private Optional<SessionLocks.Lock> slot() throws IOException, InterruptedException {
      while (!turn.stopRequested()) {
        Optional<SessionLocks.Lock> slot = slots.tryTake();
        boolean lacksMemory = slot.isPresent() && !slots.fits(launch.agent());
        boolean waits = slot.isEmpty() || lacksMemory;
        observed.set(new Progress.Observed(0, launch.agentSession(), 0, waits, lacksMemory));
        if (!waits) {
          return slot;
        }
        slot.ifPresent(SessionLocks.Lock::close);
        Waiting.until(lacksMemory ? MEMORY_POLL : SLOT_POLL, () -> false, pulse);
      }
      return Optional.empty();
    }

    /**
     * @param started is run once the agent has started, or more often
     */
    private AgentResult follow(LaunchRecord record, Runnable started)
        throws IOException, InterruptedException {
      ManagedProcess process = starter.find(turn.start(record.number()), launch.session().value());
      return new Following(
              launch, turn, record, process, adapter, timings, pulse, observed, started, progress)
          .toTheEnd();
    }

    private AgentResult without(Ending ending, String message) {
      return new AgentResult(
          ending, null, 0, launch.agentSession(), 0, "", "", message, null, null);
    }
  }
}
