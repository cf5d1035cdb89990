package dev.wavewright.activities.host;

import dev.wavewright.activities.agent.AgentLaunch;
import dev.wavewright.activities.agent.AgentResult;
import dev.wavewright.activities.agent.AgentRunner;
import dev.wavewright.activities.agent.SessionWorktree;
import dev.wavewright.activities.machine.MachineReading;
import dev.wavewright.activities.machine.MarkedProcesses;
import dev.wavewright.activities.machine.PressureRule;
import dev.wavewright.activities.process.ProcessTable;
import dev.wavewright.workflows.host.CalibrationStep;
import dev.wavewright.workflows.issue.core.RecoveryFacts.WorktreeFact;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.ByteSize;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs sessions of one agent side by side in folders of their own, by the way every agent is run,
 * and measures them. Never uses more memory than it may: it looks while they run and ends them all.
 */
public final class SideBySide {
  private static final long LOOK_MILLIS = 300;

  private final AgentRunner runner;
  private final MachineRoom room;
  private final Path folder;
  private final String mark = "calibrate-" + UUID.randomUUID();
  private final List<Session> alive = new ArrayList<>();

  /** Two that stop one session at once would write one file. */
  private final Object stopping = new Object();

  private boolean stopped;

  private record Session(SessionId id, Path folder, Path worktree) {}

  /**
   * @param folder where the sessions' folders are made; the caller deletes it
   */
  public SideBySide(AgentRunner runner, MachineRoom room, Path folder) {
    this.runner = runner;
    this.room = room;
    this.folder = folder;
  }

  /** Nothing is worth saving, and a calibration that was cut off is not gone on with. */
  private static final class Throwaway implements SessionWorktree {
    @Override
    public WorktreeFact look() {
      return WorktreeFact.SOUND;
    }

    @Override
    public void reset() {}
  }

  /**
   * Tells why so many sessions cannot be tried now; empty if they can.
   *
   * @param most what one was seen to use so far; 0 before the first
   * @throws IOException if the machine cannot be read
   */
  public String obstacle(AgentSettings agent, int sessions, long most) throws IOException {
    MachineReading reading = room.read();
    PressureRule.Need need = room.need(agent, most, sessions, reading);
    return reading.available() >= need.bytes()
        ? ""
        : sessions
            + " need "
            + need.words()
            + ", and "
            + new ByteSize(reading.available())
            + " are free";
  }

  /** Runs so many sessions to their ends. */
  public CalibrationStep run(AgentSettings agent, String prompt, int sessions, Limits limits)
      throws IOException, InterruptedException {
    List<Session> step = new ArrayList<>();
    for (int number = 1; number <= sessions; number++) {
      Path own = folder.resolve(sessions + "-" + number);
      Path worktree = Files.createDirectories(own.resolve("worktree"));
      step.add(
          new Session(
              new SessionId(mark + "-" + sessions + "-" + number),
              Files.createDirectories(own.resolve("session")),
              worktree));
    }
    synchronized (alive) {
      if (stopped) {
        throw new InterruptedException("stopped");
      }
      alive.addAll(step);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Instant began = Instant.now();
      List<Future<AgentResult>> results = new ArrayList<>();
      for (Session session : step) {
        AgentLaunch launch = launch(session, agent, prompt, limits);
        results.add(threads.submit(() -> runner.run(launch, new Throwaway(), observed -> {})));
      }
      Watched watched = watch(step, results);
      return step(sessions, results, began, watched);
    } finally {
      synchronized (alive) {
        alive.removeAll(step);
      }
    }
  }

  private static AgentLaunch launch(
      Session session, AgentSettings agent, String prompt, Limits limits) {
    return new AgentLaunch(
        session.id(),
        session.folder(),
        session.worktree(),
        1,
        1,
        AgentLaunch.Purpose.WORK,
        prompt,
        prompt,
        agent,
        limits,
        Map.of(),
        null);
  }

  /** What was seen from outside while they ran. */
  private record Watched(MarkedProcesses use, Map<SessionId, Duration> firstEvents, String ended) {}

  private Watched watch(List<Session> step, List<Future<AgentResult>> results)
      throws IOException, InterruptedException {
    MarkedProcesses use = new MarkedProcesses(Path.of("/proc"), ProcessTable.MARKER + "=" + mark);
    Map<SessionId, Duration> spoke =
        new TreeMap<>(java.util.Comparator.comparing(SessionId::value));
    String ended = "";
    while (results.stream().anyMatch(result -> !result.isDone())) {
      Instant now = Instant.now();
      for (Session session : step) {
        if (!spoke.containsKey(session.id()) && runner.hasSpoken(session.id(), session.folder())) {
          Instant launched = runner.launched(session.folder()).orElse(now);
          spoke.put(session.id(), Duration.between(launched, now));
        }
      }
      use.look();
      MachineReading reading = room.read();
      if (ended.isEmpty() && room.isUsedUp(reading)) {
        ended = "ended: memory that is to stay free was used";
      }
      // At every look: one that has not begun yet hears of no stop.
      if (!ended.isEmpty() || isStopped()) {
        stop(step);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return new Watched(use, spoke, ended);
  }

  private static CalibrationStep step(
      int sessions, List<Future<AgentResult>> results, Instant began, Watched watched)
      throws InterruptedException {
    List<String> failures = new ArrayList<>();
    int finished = 0;
    for (Future<AgentResult> result : results) {
      try {
        AgentResult ended = result.get();
        if (ended.ending() == AgentResult.Ending.FINISHED) {
          finished++;
        } else {
          failures.add(
              watched.ended().isEmpty()
                  ? ended.ending() + ": " + ended.message()
                  : watched.ended());
        }
      } catch (ExecutionException e) {
        failures.add(String.valueOf(e.getCause()));
      }
    }
    Long slowest =
        watched.firstEvents().size() < sessions
            ? null
            : watched.firstEvents().values().stream().mapToLong(Duration::toMillis).max().orElse(0);
    return new CalibrationStep(
        sessions,
        finished,
        Duration.between(began, Instant.now()).toMillis(),
        slowest,
        watched.use().cpuMillis(),
        watched.use().peakBytes(),
        watched.use().proportional(),
        failures.stream().distinct().toList());
  }

  private boolean isStopped() {
    synchronized (alive) {
      return stopped;
    }
  }

  private void stop(List<Session> sessions) throws IOException, InterruptedException {
    synchronized (stopping) {
      for (Session session : sessions) {
        runner.stop(session.id(), session.folder(), () -> {});
      }
    }
  }

  /** Ends every process of every session; from then on nothing is started. May be called twice. */
  public void stopAll() throws IOException, InterruptedException {
    List<Session> now;
    synchronized (alive) {
      stopped = true;
      now = List.copyOf(alive);
    }
    stop(now);
  }
}
