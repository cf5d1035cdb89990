package dev.wavewright.starter.stack;

import dev.wavewright.starter.stack.StackRecord.Phase;
import dev.wavewright.starter.stack.StackRecord.Role;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import dev.wavewright.starter.stack.StackRecord.TemporalMode;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings every part that {@code stack.json} names to life and keeps it there. A part that already
 * lives is adopted; the file is the only thing this process and the commands talk through.
 */
final class Supervisor implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final Duration READY = Duration.ofMinutes(3);
  private static final int STARTS = 3;

  private final StackFolders folders;
  private final Map<String, String> environment;
  private final StackCommands commands;
  private final ProcessControl processes;
  private final StackFile file;
  private final Deaths deaths;
  private final FreePorts ports;
  private @Nullable InMemoryTemporal inMemory;
  private boolean temporalIsPrepared;

  Supervisor(
      StackFolders folders,
      Map<String, String> environment,
      StackCommands commands,
      ProcessControl processes,
      RestartPolicy policy) {
    this.deaths = new Deaths(policy, processes);
    this.ports = new FreePorts(processes, Supervisor::say);
    this.folders = folders;
    this.environment = environment;
    this.commands = commands;
    this.processes = processes;
    this.file = new StackFile(folders);
  }

  /** Returns when the stack is taken down, or when it gave up and said so in the stack's file. */
  void run() {
    try {
      startTemporal();
      for (RunningProcess part : record().processes()) {
        if (part.role() != Role.SUPERVISOR && part.role() != Role.TEMPORAL) {
          startIfDead(part.name(), false);
        }
      }
      awaitReady();
      change(record -> record.withPhase(Phase.RUNNING, null));
      say("running");
      watch();
    } catch (Stopped e) {
      awaitWorkersGone();
      say("stopped");
    } catch (StackException e) {
      fail(new StackRecord.Failure(e.exitCode(), e.getMessage(), e.fix()));
    } catch (IOException | RuntimeException e) {
      fail(new StackRecord.Failure(StackException.UNREACHABLE, e.toString(), "wavewright up"));
    }
  }

  /** The server inside this process stays until the workers have drained. */
  private void awaitWorkersGone() {
    if (inMemory == null) {
      return;
    }
    Waiting.until(
        StackDown.DRAIN,
        () ->
            file.read().stream()
                .flatMap(record -> record.processes().stream())
                .filter(part -> part.role() == Role.WORKER)
                .noneMatch(part -> processes.lives(part.pid(), part.identity())));
  }

  /** Ends the loop when {@code down} took the stack from under it. */
  private static final class Stopped extends RuntimeException {
    Stopped() {
      super(null, null, false, false);
    }
  }

  private interface Change {
    StackRecord apply(StackRecord record) throws IOException;
  }

  private StackRecord record() {
    return file.read().filter(StackRecord::isUp).orElseThrow(Stopped::new);
  }

  private StackRecord change(Change change) {
    try (StackLock lock = StackLock.ofChanges(folders)) {
      StackRecord changed = change.apply(record());
      file.write(changed);
      return changed;
    } catch (IOException e) {
      throw StackFile.unwritable(folders.stackFile(), e);
    }
  }

  private void fail(StackRecord.Failure reason) {
    say("gave up: " + reason.message() + "; fix: " + reason.fix());
    try {
      change(record -> record.withPhase(Phase.FAILED, withFix(record, reason)));
    } catch (Stopped e) {
      say("stopped");
    }
  }

  /** Parts that go on without a supervisor are to be ended first. */
  private StackRecord.Failure withFix(StackRecord record, StackRecord.Failure reason) {
    boolean left =
        record.processes().stream()
            .filter(part -> part.role() != Role.SUPERVISOR)
            .anyMatch(part -> processes.lives(part.pid(), part.identity()));
    return left && reason.fix().equals("wavewright up")
        ? new StackRecord.Failure(
            reason.exitCode(),
            reason.message() + "; other parts still run",
            "wavewright down && wavewright up")
        : reason;
  }

  private static void say(String what) {
    System.out.println(Instant.now() + " supervisor: " + what);
  }

  private void startTemporal() throws IOException {
    StackRecord record = record();
    switch (record.temporal().mode()) {
      case EMBEDDED -> {
        if (dead("temporal", true)) {
          raiseEpoch();
          startServer();
        }
      }
      case IN_MEMORY -> {
        raiseEpoch();
        startInMemory(change(ports::ofTemporal));
      }
      case EXTERNAL -> change(current -> current.withEpoch(0));
    }
    prepareTemporal();
  }

  /** A server takes further ports of its own choice, and dies if another program was quicker. */
  private void startServer() {
    for (int start = 0; start < STARTS; start++) {
      change(ports::ofTemporal);
      startIfDead("temporal", false);
      Waiting.until(
          READY,
          () -> dead("temporal", true) || TemporalAddress.answers(record().temporal().address()));
      boolean mayGoBetter =
          dead("temporal", true) && record().process("temporal").map(deaths::fault).isEmpty();
      if (!mayGoBetter) {
        return;
      }
    }
  }

  /** Before every start of a server of ours: its history may have lost the newest grants. */
  private void raiseEpoch() {
    long raised = new Epoch(folders).raise(Instant.now());
    change(current -> current.withEpoch(raised));
  }

  private void startInMemory(StackRecord record) throws IOException {
    say(InMemoryTemporal.WARNING);
    inMemory = InMemoryTemporal.start(TemporalAddress.port(record.temporal().address()));
  }

  /** Awaits the server, makes the namespace ready and gives the gate the epoch. */
  private void prepareTemporal() {
    StackRecord record = record();
    String address = record.temporal().address();
    boolean embedded = record.temporal().mode() == TemporalMode.EMBEDDED;
    boolean answers =
        Waiting.until(READY, () -> TemporalAddress.answers(address) || dead("temporal", embedded));
    // One that answers while ours is dead is another stack's: its gate is not to be touched.
    if (!answers || dead("temporal", embedded) || !TemporalAddress.answers(address)) {
      String fault = record.process("temporal").map(deaths::fault).orElse(null);
      if (fault != null) {
        throw TemporalServer.unusable(folders, fault);
      }
      throw new StackException(
          StackException.UNREACHABLE,
          "Temporal at " + address + " does not answer: " + lastLines("temporal"),
          embedded ? "wavewright up" : "check " + Stack.ADDRESS_VARIABLE);
    }
    NamespaceRecord namespace = new NamespaceRecord(folders, processes);
    if (embedded) {
      namespace.requireOwn(record);
    }
    NamespaceSetup.prepare(address, record.temporal().mode() != TemporalMode.IN_MEMORY, READY);
    namespace.keep(address);
    NamespaceSetup.raiseGate(address, record().epoch(), READY);
    temporalIsPrepared = true;
  }

  /**
   * A server that just came back may refuse or be slow for a moment, and may die again. Neither
   * takes the stack down: the next look prepares it again, or counts its death.
   */
  private void prepareTemporalAgain() {
    try {
      prepareTemporal();
    } catch (StackException | StatusRuntimeException | WorkflowServiceException e) {
      say("Temporal is not ready yet: " + e.getMessage());
    }
  }

  private boolean dead(String name, boolean ours) {
    return ours
        && record()
            .process(name)
            .filter(part -> processes.lives(part.pid(), part.identity()))
            .isEmpty();
  }

  /** Starts a part unless it lives; tells whether it did. */
  private boolean startIfDead(String name, boolean again) {
    boolean[] started = new boolean[1];
    change(
        record -> {
          RunningProcess part = record.process(name).orElseThrow(Stopped::new);
          if (processes.lives(part.pid(), part.identity())) {
            return record;
          }
          StackRecord ported = part.role() == Role.GATEWAY ? ports.ofGateway(record) : record;
          ProcessControl.Started process = start(ported, part);
          say("started " + name + " as " + process.pid());
          started[0] = true;
          return ported.with(
              new RunningProcess(
                  name,
                  part.role(),
                  process.pid(),
                  process.identity(),
                  part.log(),
                  part.restarts() + (again ? 1 : 0)));
        });
    return started[0];
  }

  private ProcessControl.Started start(StackRecord record, RunningProcess part) throws IOException {
    List<String> command =
        switch (part.role()) {
          case TEMPORAL -> temporal(record);
          case WORKER -> commands.worker();
          case GATEWAY -> commands.gateway();
          case SUPERVISOR -> throw new IllegalStateException("a supervisor starts itself");
        };
    Map<String, String> variables = new LinkedHashMap<>(environment);
    variables.remove(Stack.ADDRESS_VARIABLE);
    variables.putAll(StackCommands.variables(record, folders));
    deaths.starting(part.name(), Path.of(part.log()));
    ProcessControl.Started started =
        processes.start(command, variables, folders.state(), Path.of(part.log()));
    PidFiles.write(folders, part.name(), started);
    return started;
  }

  private List<String> temporal(StackRecord record) {
    StackRecord.TemporalEndpoint temporal = record.temporal();
    if (temporal.binary() == null || temporal.serverVersion() == null) {
      throw new IllegalStateException("an embedded server without a binary");
    }
    return TemporalServer.command(
        new TemporalBinary(Path.of(temporal.binary()), temporal.serverVersion()),
        folders,
        TemporalAddress.port(temporal.address()),
        temporal.uiPort());
  }

  private void awaitReady() {
    for (RunningProcess part : record().processes()) {
      if (part.role() == Role.WORKER || part.role() == Role.GATEWAY) {
        awaitReadyOrDead(part.name());
        // Between the look at its port and its own bind another program may have taken it.
        for (int again = 0; again < STARTS && lostItsPort(part); again++) {
          startIfDead(part.name(), false);
          awaitReadyOrDead(part.name());
        }
        if (!StackParts.ready(folders, current(part.name()))) {
          throw new StackException(
              dead(part.name(), true) ? StackException.UNREACHABLE : StackException.TIMED_OUT,
              part.name() + " did not become ready: " + lastLines(part.name()),
              "wavewright up");
        }
      }
    }
  }

  private void awaitReadyOrDead(String name) {
    Waiting.until(READY, () -> StackParts.ready(folders, current(name)) || dead(name, true));
  }

  private boolean lostItsPort(RunningProcess part) {
    return part.role() == Role.GATEWAY
        && dead(part.name(), true)
        && (!Ports.isFree(record().gatewayPort()) || lastLines(part.name()).contains(" is taken"));
  }

  private StackParts.Part current(String name) {
    StackRecord record = record();
    return new StackParts.Part(record, record.process(name).orElseThrow(Stopped::new));
  }

  private void watch() {
    while (true) {
      for (RunningProcess part : record().processes()) {
        if (part.role() != Role.SUPERVISOR) {
          look(part);
        }
      }
      Waiting.until(LOOK, () -> false);
    }
  }

  private void look(RunningProcess part) {
    if (processes.lives(part.pid(), part.identity())) {
      if (part.role() == Role.TEMPORAL && !temporalIsPrepared) {
        prepareTemporalAgain();
      }
      return;
    }
    if (part.pid() == 0) {
      startIfDead(part.name(), false);
      return;
    }
    switch (deaths.decide(record(), part, Instant.now())) {
      case RestartPolicy.Decision.Wait wait -> tell(part, deaths.said(wait, part));
      case RestartPolicy.Decision.Blocked blocked -> tell(part, blocked.obstacle());
      case RestartPolicy.Decision.GiveUp giveUp ->
          throw TemporalServer.unusable(folders, giveUp.fault());
      case RestartPolicy.Decision.Start start -> startAgain(part);
    }
  }

  private void startAgain(RunningProcess part) {
    deaths.startedAgain(part.name(), Instant.now());
    if (part.role() == Role.TEMPORAL) {
      temporalIsPrepared = false;
      raiseEpoch();
    }
    startIfDead(part.name(), true);
    if (part.role() == Role.TEMPORAL) {
      prepareTemporalAgain();
    }
  }

  /** Lets {@code status} say what a dead part waits for. */
  private void tell(RunningProcess part, String why) {
    if (!why.equals(part.waits())) {
      say(part.name() + " (" + part.pid() + ") " + why);
      change(
          record ->
              record
                  .process(part.name())
                  .filter(current -> current.pid() == part.pid())
                  .map(current -> record.with(current.waiting(why)))
                  .orElse(record));
    }
  }

  private String lastLines(String name) {
    Optional<RunningProcess> part = record().process(name);
    if (part.isEmpty()) {
      return "no log";
    }
    return LastWords.in(Path.of(part.get().log()));
  }

  @Override
  public void close() {
    if (inMemory != null) {
      inMemory.close();
    }
  }
}
