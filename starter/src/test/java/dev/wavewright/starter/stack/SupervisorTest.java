package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.stack.StackRecord.Phase;
import dev.wavewright.starter.stack.StackRecord.Role;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import dev.wavewright.starter.stack.StackRecord.TemporalEndpoint;
import dev.wavewright.starter.stack.StackRecord.TemporalMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** By itself, because its ports are to stay free between their choice and their use. */
@Isolated
class SupervisorTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final RestartPolicy HASTY =
      new RestartPolicy(Duration.ofMinutes(10), Duration.ofMillis(1), Duration.ofMillis(2));

  @TempDir Path root;

  private static RunningProcess notStarted(TestStack stack, String name, Role role) {
    return new RunningProcess(
        name, role, 0, "", stack.folders.logs().resolve(name + ".log").toString(), 0);
  }

  private static void write(
      TestStack stack, TemporalEndpoint temporal, int gateway, RunningProcess part) {
    new StackFile(stack.folders)
        .write(
            new StackRecord(
                StackRecord.FORMAT,
                Phase.STARTING,
                Instant.now(),
                0,
                temporal,
                gateway,
                null,
                List.of(part)));
  }

  private Supervisor supervisor(TestStack stack) {
    return new Supervisor(stack.folders, stack.environment, stack.commands, stack.processes, HASTY);
  }

  private static void kill(TestStack stack, String name) {
    RunningProcess part = stack.process(name);
    assertThat(stack.lives(part)).isTrue();
    stack.processes.end(part.pid(), part.identity(), Duration.ZERO);
  }

  private static boolean waits(TestStack stack, String name, String why) {
    String said = stack.process(name).waits();
    return said != null && said.contains(why);
  }

  private static void awaitRunning(TestStack stack) throws InterruptedException {
    assertThat(Waiting.until(PATIENCE, () -> stack.record().phase() == Phase.RUNNING)).isTrue();
  }

  private static void takeDown(TestStack stack, Thread running) throws InterruptedException {
    stack.down().down();
    running.join(PATIENCE);
    assertThat(running.isAlive()).isFalse();
  }

  @Test
  @DisplayName(
      "a worker that keeps dying is started again and again, the stack says of what it died, and"
          + " once the cause is gone it runs")
  void keepsTrying() throws Exception {
    TestStack stack = new TestStack(root);
    write(
        stack,
        new TemporalEndpoint(TemporalMode.IN_MEMORY, "127.0.0.1:" + Ports.free(), 0, null, null),
        1,
        notStarted(stack, "worker", Role.WORKER));
    try (Supervisor supervisor = supervisor(stack)) {
      Thread running = Thread.ofPlatform().start(supervisor::run);
      awaitRunning(stack);

      Path order = Files.writeString(stack.folders.state().resolve("worker-fails"), "");
      kill(stack, "worker");
      assertThat(
              Waiting.until(
                  PATIENCE,
                  () ->
                      stack.process("worker").restarts() >= 3
                          && waits(stack, "worker", "times lately, next start at")
                          && waits(stack, "worker", "told to fail")
                          && waits(stack, "worker", "worker.log")))
          .as("%s", stack.process("worker"))
          .isTrue();
      assertThat(stack.record().phase()).isEqualTo(Phase.RUNNING);

      Files.delete(order);
      assertThat(
              Waiting.until(
                  PATIENCE, () -> StackParts.ready(stack.folders, part(stack.record(), "worker"))))
          .isTrue();
      assertThat(stack.lives(stack.process("worker"))).isTrue();
      assertThat(stack.process("worker").waits()).isNull();
      takeDown(stack, running);
    }
  }

  /** A stack whose server is a process that does what this script says. */
  private int withServer(TestStack stack, String script) throws IOException {
    Path server = Files.writeString(root.resolve("temporal"), "#!/bin/sh\n" + script + "\n");
    assertThat(server.toFile().setExecutable(true)).isTrue();
    // Not the usual one: it is free at times here, and whoever else is on this machine takes it.
    int port = Ports.free();
    write(
        stack,
        new TemporalEndpoint(
            TemporalMode.EMBEDDED, "127.0.0.1:" + port, 0, "1.0.0", server.toString()),
        1,
        notStarted(stack, "temporal", Role.TEMPORAL));
    return port;
  }

  @Test
  @DisplayName(
      "C4: a server that came back and refuses at first is asked until it knows the new epoch; the"
          + " stack stays up")
  void asksAgain() throws Exception {
    TestStack stack = new TestStack(root);
    int port = withServer(stack, "exec sleep 600");
    try (Supervisor supervisor = supervisor(stack)) {
      Thread running = Thread.ofPlatform().start(supervisor::run);
      assertThat(Waiting.until(PATIENCE, () -> stack.process("temporal").pid() != 0)).isTrue();
      try (ReluctantTemporal temporal = new ReluctantTemporal(port, 0)) {
        awaitRunning(stack);
        assertThat(temporal.epochs()).isEqualTo(1);
      }
      long before = stack.record().epoch();
      kill(stack, "temporal");
      assertThat(Waiting.until(PATIENCE, () -> stack.process("temporal").restarts() == 1)).isTrue();
      try (ReluctantTemporal temporal = new ReluctantTemporal(port, 2)) {
        assertThat(Waiting.until(PATIENCE, () -> temporal.epochs() == 1)).isTrue();
        assertThat(temporal.refused()).as("the fault fired").isEqualTo(2);
        assertThat(stack.record().phase()).isEqualTo(Phase.RUNNING);
        assertThat(stack.record().epoch()).isGreaterThan(before);
        assertThat(stack.process("temporal").restarts()).isEqualTo(1);
        takeDown(stack, running);
      }
    }
  }

  @Test
  @DisplayName("a server that dies at its first start is started once more before up gives up")
  void startsOnceMore() throws Exception {
    TestStack stack = new TestStack(root);
    Path tried = root.resolve("tried");
    Path again = root.resolve("again");
    int port =
        withServer(
            stack,
            """
            [ -e '%1$s' ] || { touch '%1$s'; exit 2; }
            touch '%2$s'
            exec sleep 600
            """
                .formatted(tried, again));
    try (Supervisor supervisor = supervisor(stack)) {
      Thread running = Thread.ofPlatform().start(supervisor::run);
      assertThat(Waiting.until(PATIENCE, () -> Files.exists(again))).isTrue();
      try (ReluctantTemporal temporal = new ReluctantTemporal(port, 0)) {
        awaitRunning(stack);
        assertThat(temporal.epochs()).isEqualTo(1);
        takeDown(stack, running);
      }
    }
  }

  @Test
  @DisplayName(
      "a server whose port another program took while it was dead waits for it, the stack names the"
          + " holder, and as soon as the port is free the server is started again")
  void waitsForItsPort() throws Exception {
    TestStack stack = new TestStack(root);
    int port = withServer(stack, "exec sleep 600");
    try (Supervisor supervisor = supervisor(stack)) {
      Thread running = Thread.ofPlatform().start(supervisor::run);
      assertThat(Waiting.until(PATIENCE, () -> stack.process("temporal").pid() != 0)).isTrue();
      try (ReluctantTemporal holder = new ReluctantTemporal(port, 0)) {
        awaitRunning(stack);
        kill(stack, "temporal");
        String why =
            "it waits for its port %d, which pid %d (java) has taken"
                .formatted(port, ProcessHandle.current().pid());
        assertThat(Waiting.until(PATIENCE, () -> waits(stack, "temporal", why)))
            .as("%s", stack.process("temporal"))
            .isTrue();
        assertThat(stack.process("temporal").restarts()).isZero();
        assertThat(stack.record().phase()).isEqualTo(Phase.RUNNING);
      }
      assertThat(Waiting.until(PATIENCE, () -> stack.process("temporal").restarts() == 1)).isTrue();
      assertThat(stack.process("temporal").waits()).isNull();
      takeDown(stack, running);
    }
  }

  @Test
  @DisplayName("a server that can open its database never again is given up, with the way out")
  void givesUp() throws Exception {
    TestStack stack = new TestStack(root);
    Path torn = root.resolve("torn");
    int port =
        withServer(
            stack,
            "[ ! -e '"
                + torn
                + "' ] || { echo 'failed starting server: file is not a database (26)'; exit 1; }\n"
                + "exec sleep 600");
    try (Supervisor supervisor = supervisor(stack)) {
      Thread running = Thread.ofPlatform().start(supervisor::run);
      assertThat(Waiting.until(PATIENCE, () -> stack.process("temporal").pid() != 0)).isTrue();
      try (ReluctantTemporal temporal = new ReluctantTemporal(port, 0)) {
        awaitRunning(stack);
      }
      Files.writeString(torn, "");
      kill(stack, "temporal");
      running.join(PATIENCE);
      assertThat(running.isAlive()).isFalse();
    }
    StackRecord.Failure failure =
        java.util.Objects.requireNonNull(stack.record().failure(), "no failure recorded");
    assertThat(stack.record().phase()).isEqualTo(Phase.FAILED);
    assertThat(failure.message())
        .contains("Temporal cannot open its database", "file is not a database", "temporal.log");
    assertThat(failure.fix()).contains("mv '", "temporal.broken' && wavewright up");
    assertThat(stack.process("temporal").restarts()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "ports taken since they were chosen, one just before the gateway binds it: others are used"
          + " and recorded, and the gateway says why it died")
  void portsTakenAtStart() throws Exception {
    TestStack stack = new TestStack(root);
    try (ServerSocket temporal = taken(0);
        ServerSocket gateway = taken(0);
        RivalForThePort rival = new RivalForThePort(stack)) {
      write(
          stack,
          new TemporalEndpoint(
              TemporalMode.IN_MEMORY, "127.0.0.1:" + temporal.getLocalPort(), 0, null, null),
          gateway.getLocalPort(),
          notStarted(stack, "gateway", Role.GATEWAY));
      try (Supervisor supervisor =
          new Supervisor(stack.folders, stack.environment, stack.commands, rival, HASTY)) {
        Thread running = Thread.ofPlatform().start(supervisor::run);
        assertThat(Waiting.until(PATIENCE, () -> stack.record().phase() != Phase.STARTING))
            .isTrue();
        StackRecord record = stack.record();
        assertThat(record.phase()).as("%s", record.failure()).isEqualTo(Phase.RUNNING);
        assertThat(rival.taken()).as("the fault fired").isNotZero();
        assertThat(record.gatewayPort()).isNotIn(gateway.getLocalPort(), rival.taken());
        assertThat(TemporalAddress.port(record.temporal().address()))
            .isNotEqualTo(temporal.getLocalPort());
        assertThat(StackParts.ready(stack.folders, part(record, "gateway"))).isTrue();
        assertThat(Files.readAllLines(Path.of(stack.process("gateway").log())))
            .contains("error: port " + rival.taken() + " is taken")
            .noneMatch(line -> line.startsWith("\tat "));
        takeDown(stack, running);
      }
    }
  }

  private static StackParts.Part part(StackRecord record, String name) {
    return new StackParts.Part(record, record.process(name).orElseThrow());
  }

  private static ServerSocket taken(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /** Takes the port of the first gateway that is started, before that can bind it. */
  private static final class RivalForThePort implements ProcessControl, AutoCloseable {
    private final TestStack stack;
    private final AtomicReference<ServerSocket> socket = new AtomicReference<>();

    RivalForThePort(TestStack stack) {
      this.stack = stack;
    }

    int taken() {
      ServerSocket held = socket.get();
      return held == null ? 0 : held.getLocalPort();
    }

    @Override
    public Started start(
        List<String> command, Map<String, String> environment, Path folder, Path log)
        throws IOException {
      String port = environment.get(StackCommands.GATEWAY_PORT);
      if (command.contains(StackCommands.GATEWAY_CLASS) && port != null && socket.get() == null) {
        socket.set(SupervisorTest.taken(Integer.parseInt(port)));
      }
      return stack.processes.start(command, environment, folder, log);
    }

    @Override
    public Optional<String> identity(long pid) {
      return stack.processes.identity(pid);
    }

    @Override
    public boolean end(long pid, String identity, Duration grace) {
      return stack.processes.end(pid, identity, grace);
    }

    @Override
    public Optional<Listener> listener(int port) {
      return stack.processes.listener(port);
    }

    @Override
    public void close() throws IOException {
      ServerSocket held = socket.get();
      if (held != null) {
        held.close();
      }
    }
  }
}
