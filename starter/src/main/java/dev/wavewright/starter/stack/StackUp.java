package dev.wavewright.starter.stack;

import dev.wavewright.starter.config.ConfigurationException;
import dev.wavewright.starter.config.HostFile;
import dev.wavewright.starter.stack.StackRecord.Phase;
import dev.wavewright.starter.stack.StackRecord.Role;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import dev.wavewright.starter.stack.StackRecord.TemporalEndpoint;
import dev.wavewright.starter.stack.StackRecord.TemporalMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts the stack of these folders, or joins the one that runs. */
public final class StackUp {
  private static final Duration READY = Duration.ofMinutes(8);
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final Map<String, String> environment;
  private final StackFolders folders;
  private final StackCommands commands;
  private final ProcessControl processes;
  private final StackFile file;

  public StackUp(
      Map<String, String> environment, StackCommands commands, ProcessControl processes) {
    this.environment = Map.copyOf(environment);
    this.folders = StackFolders.of(environment);
    this.commands = commands;
    this.processes = processes;
    this.file = new StackFile(folders);
  }

  /**
   * A stack that is ready.
   *
   * @param joined whether another {@code up} had started it
   */
  public record Ready(StackRecord record, boolean joined) {}

  /**
   * Returns when every part is ready.
   *
   * @param inMemory whether Temporal is to be the test server, which forgets everything
   * @param progress gets one line per thing that may take long
   */
  public Ready up(boolean inMemory, Consumer<String> progress) {
    Optional<StackRecord> running = running();
    if (running.isPresent()) {
      return new Ready(join(running.get(), inMemory), true);
    }
    requireStartable();
    // A first build of Temporal takes minutes: not under the lock.
    Optional<TemporalEndpoint> planned = plan(inMemory, progress);
    StackRecord launched = null;
    try (StackLock lock = StackLock.ofChanges(folders)) {
      running = running();
      if (running.isEmpty()) {
        launched = launch(planned, inMemory, progress);
      }
    }
    if (launched == null) {
      return new Ready(join(running.orElseThrow(), inMemory), true);
    }
    StackRecord ready = awaitReady();
    Ports.sayMoves(launched, ready, progress);
    return new Ready(ready, false);
  }

  /** Says what {@link #up} would do, and refuses what it would refuse; starts nothing. */
  public String foresee(boolean inMemory) {
    Optional<StackRecord> running = running();
    if (running.isPresent()) {
      requireSameTemporal(running.get().temporal(), inMemory);
      return "would join the stack that runs, Temporal at " + running.get().temporal().address();
    }
    requireStartable();
    boolean external = !environment.getOrDefault(Stack.ADDRESS_VARIABLE, "").isBlank();
    if (!inMemory && !external && leftOver().isEmpty()) {
      if (TemporalBinary.isToBuild(environment, folders)) {
        return "would build Temporal "
            + TemporalBinary.PINNED
            + " with Go, then start it, a worker and the gateway";
      }
    }
    // Which free port it will be is seen when it is taken.
    return plan(inMemory, port -> {})
        .map(
            planned ->
                planned.mode() == TemporalMode.EXTERNAL
                    ? "would start a worker and the gateway for Temporal at " + planned.address()
                    : "would start "
                        + planned.mode().word()
                        + " Temporal on port "
                        + (Ports.usual(planned.address())
                            ? Integer.toString(Ports.TEMPORAL)
                            : "any that is free, " + Ports.TEMPORAL + " being taken")
                        + ", a worker and the gateway")
        .orElse("would adopt the Temporal of an earlier start, and start what is missing");
  }

  /** Returns the name of the worker that {@link #addWorker} would add. */
  public String nextWorker() {
    requireStartable();
    return nextWorker(requireRunning());
  }

  private StackRecord requireRunning() {
    return running()
        .orElseThrow(
            () ->
                new StackException(
                    StackException.UNREACHABLE, "no stack runs here", "wavewright up"));
  }

  private static String nextWorker(StackRecord now) {
    int number = 2;
    while (now.process("worker-" + number).isPresent()) {
      number++;
    }
    return "worker-" + number;
  }

  /** Adds a worker to the running stack and returns it once it polls. */
  public RunningProcess addWorker() {
    StackRecord running = requireRunning();
    requireStartable();
    String name;
    try (StackLock lock = StackLock.ofChanges(folders)) {
      StackRecord now = file.read().filter(StackRecord::isUp).orElse(running);
      name = nextWorker(now);
      file.write(now.with(notStarted(name, Role.WORKER)));
    }
    boolean ready =
        Waiting.until(
            READY,
            () ->
                file.read()
                    .filter(StackRecord::isUp)
                    .flatMap(
                        record ->
                            record.process(name).map(part -> new StackParts.Part(record, part)))
                    .filter(part -> StackParts.ready(folders, part))
                    .isPresent());
    if (!ready) {
      throw new StackException(
          StackException.TIMED_OUT, name + " did not become ready", "wavewright status");
    }
    return file.read().orElseThrow().process(name).orElseThrow();
  }

  /** Waits while the stack is up; returns its last record. */
  public StackRecord watch(Consumer<String> events) {
    StackRecord last = file.read().orElseThrow();
    while (true) {
      Waiting.until(Duration.ofMillis(500), () -> false);
      StackRecord now = file.read().orElse(last);
      for (RunningProcess part : now.processes()) {
        int before = last.process(part.name()).map(RunningProcess::restarts).orElse(0);
        if (part.restarts() > before) {
          events.accept(part.name() + " died and was started again as " + part.pid());
        }
      }
      if (!now.isUp()) {
        return now;
      }
      if (!StackLock.supervisorLives(folders)) {
        throw new StackException(
            StackException.UNREACHABLE,
            "the supervisor is gone; the parts go on without it",
            "wavewright up");
      }
      last = now;
    }
  }

  private Optional<StackRecord> running() {
    Optional<StackRecord> record = file.read();
    if (record.filter(StackRecord::isUp).isPresent() && StackLock.supervisorLives(folders)) {
      return record;
    }
    return Optional.empty();
  }

  private StackRecord join(StackRecord running, boolean inMemory) {
    requireSameTemporal(running.temporal(), inMemory);
    return awaitReady();
  }

  private void requireSameTemporal(TemporalEndpoint temporal, boolean inMemory) {
    String external = environment.getOrDefault(Stack.ADDRESS_VARIABLE, "");
    boolean otherAddress = !external.isBlank() && !external.equals(temporal.address());
    if (otherAddress || (inMemory && temporal.mode() != TemporalMode.IN_MEMORY)) {
      throw new StackException(
          StackException.CONFLICT,
          "a stack with "
              + temporal.mode().word()
              + " Temporal at "
              + temporal.address()
              + " runs already",
          "wavewright down && wavewright up" + (inMemory ? " --in-memory" : ""));
    }
  }

  private void requireStartable() {
    Path settings = folders.hostFile();
    try {
      HostFile.check(settings);
    } catch (ConfigurationException e) {
      throw new StackException(
          StackException.CONFIGURATION,
          "the settings of this machine cannot be used: " + settings + ": " + e.getMessage(),
          "mv '" + settings + "' '" + settings + ".aside' && wavewright up");
    }
    if (!Files.isRegularFile(commands.workerJar())) {
      throw new StackException(
          StackException.CONFIGURATION,
          "the worker is not built: " + commands.workerJar() + " is missing",
          "mvn -q -f '" + commands.home() + "' -DskipTests package && wavewright up");
    }
  }

  /** Returns where Temporal is to be; empty when one of an earlier start still runs. */
  private Optional<TemporalEndpoint> plan(boolean inMemory, Consumer<String> progress) {
    String external = environment.getOrDefault(Stack.ADDRESS_VARIABLE, "");
    Optional<TemporalEndpoint> left = leftOver();
    if (inMemory) {
      left.ifPresent(StackUp::refuse);
      return Optional.of(
          new TemporalEndpoint(
              TemporalMode.IN_MEMORY,
              "127.0.0.1:" + Ports.usualOrFree(Ports.TEMPORAL, progress),
              0,
              null,
              null));
    }
    if (!external.isBlank()) {
      left.ifPresent(StackUp::refuse);
      if (!TemporalAddress.answers(external)) {
        throw new StackException(
            StackException.UNREACHABLE,
            "Temporal at " + external + " (" + Stack.ADDRESS_VARIABLE + ") does not answer",
            "unset " + Stack.ADDRESS_VARIABLE + " && wavewright up");
      }
      return Optional.of(new TemporalEndpoint(TemporalMode.EXTERNAL, external, 0, null, null));
    }
    if (left.isPresent()) {
      return Optional.empty();
    }
    TemporalBinary binary = TemporalBinary.provide(environment, folders, progress);
    TemporalServer.requireSameVersion(binary, folders);
    return Optional.of(
        new TemporalEndpoint(
            TemporalMode.EMBEDDED,
            "127.0.0.1:" + Ports.usualOrFree(Ports.TEMPORAL, progress),
            Ports.usualOrFree(Ports.TEMPORAL_UI, progress),
            binary.serverVersion(),
            binary.path().toString()));
  }

  private static void refuse(TemporalEndpoint left) {
    throw new StackException(
        StackException.CONFLICT,
        "the embedded Temporal of an earlier start still runs at " + left.address(),
        "wavewright down && wavewright up");
  }

  private Optional<TemporalEndpoint> leftOver() {
    return file.read()
        .filter(record -> record.temporal().mode() == TemporalMode.EMBEDDED)
        .filter(record -> record.process("temporal").filter(part -> lives(part)).isPresent())
        .map(StackRecord::temporal);
  }

  private boolean lives(RunningProcess part) {
    return processes.lives(part.pid(), part.identity());
  }

  private StackRecord launch(
      Optional<TemporalEndpoint> planned, boolean inMemory, Consumer<String> progress) {
    Optional<StackRecord> before = file.read();
    // One that gave up or lost its file ends by itself in a moment.
    if (!Waiting.until(GRACE, () -> !StackLock.supervisorLives(folders))) {
      throw new StackException(
          StackException.CONFLICT, "a supervisor of these folders still ends", "wavewright down");
    }
    StackRecord record;
    if (planned.isEmpty() && before.isPresent()) {
      record = before.get().withPhase(Phase.STARTING, null);
      progress.accept("adopting what still runs of an earlier start");
    } else {
      TemporalEndpoint temporal = planned.orElseThrow();
      for (String ended : PidFiles.endAll(folders, processes, GRACE)) {
        progress.accept("ended " + ended + " of an earlier start");
      }
      progress.accept(
          inMemory
              ? InMemoryTemporal.WARNING
              : "starting Temporal " + temporal.address() + ", worker and gateway");
      record =
          new StackRecord(
              StackRecord.FORMAT,
              Phase.STARTING,
              Instant.now(),
              before.map(StackRecord::epoch).orElse(0L),
              temporal,
              Ports.usualOrFree(Ports.GATEWAY, progress),
              null,
              List.of());
    }
    List<RunningProcess> parts = new ArrayList<>();
    for (RunningProcess part : record.processes()) {
      if (part.role() == Role.WORKER && part.name().contains("-") && lives(part)) {
        parts.add(part);
      }
    }
    if (record.temporal().mode() == TemporalMode.EMBEDDED) {
      parts.add(adoptable(record, "temporal", Role.TEMPORAL));
    }
    parts.add(adoptable(record, "worker", Role.WORKER));
    parts.add(adoptable(record, "gateway", Role.GATEWAY));
    StackRecord launched = record.withProcesses(parts);
    file.write(startSupervisor(launched));
    return launched;
  }

  private RunningProcess adoptable(StackRecord record, String name, Role role) {
    return record.process(name).filter(this::lives).orElse(notStarted(name, role));
  }

  private RunningProcess notStarted(String name, Role role) {
    return new RunningProcess(
        name, role, 0, "", folders.logs().resolve(name + ".log").toString(), 0);
  }

  private StackRecord startSupervisor(StackRecord record) {
    Path log = folders.logs().resolve("supervisor.log");
    // Its first act is to read the record.
    file.write(record);
    try {
      ProcessControl.Started started =
          processes.start(commands.supervisor(), environment, folders.state(), log);
      return record.with(
          new RunningProcess(
              "supervisor", Role.SUPERVISOR, started.pid(), started.identity(), log.toString(), 0));
    } catch (IOException e) {
      throw new StackException(
          StackException.CONFIGURATION,
          "the supervisor cannot be started: " + e,
          "sudo apt-get install -y util-linux && wavewright up",
          e);
    }
  }

  private StackRecord awaitReady() {
    StackRecord[] last = new StackRecord[1];
    boolean[] lost = new boolean[1];
    boolean decided =
        Waiting.until(
            READY,
            () -> {
              last[0] = file.read().orElseThrow();
              lost[0] = last[0].isUp() && supervisorLost(last[0]);
              return last[0].phase() != Phase.STARTING || lost[0];
            });
    StackRecord record = last[0];
    if (record.phase() == Phase.RUNNING && !lost[0]) {
      return record;
    }
    StackRecord.Failure failure = record.failure();
    if (failure != null) {
      throw new StackException(failure.exitCode(), failure.message(), failure.fix());
    }
    if (!decided) {
      throw new StackException(
          StackException.TIMED_OUT,
          "the stack did not become ready within " + READY.toSeconds() + " s",
          "wavewright status");
    }
    throw new StackException(
        StackException.UNREACHABLE,
        "the supervisor ended before the stack was ready; see "
            + folders.logs().resolve("supervisor.log"),
        "wavewright up");
  }

  private boolean supervisorLost(StackRecord record) {
    return record.process("supervisor").filter(this::lives).isEmpty();
  }
}
