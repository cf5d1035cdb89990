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

class SupervisorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final RestartPolicy HASTY =
      new RestartPolicy(2, Duration.ofMinutes(10), Duration.ofMillis(1), Duration.ofMillis(2));

  @TempDir Path root;

  private static RunningProcess notStarted(TestStack stack, String name, Role role) {
    return new RunningProcess(
        name, role, 0, "", stack.folders.logs().resolve(name + ".log").toString(), 0);
  }

  @Test
  @DisplayName("a worker that keeps dying is started again so often, then the supervisor says why")
  void givesUp() throws Exception {
    TestStack stack = new TestStack(root);
    StackFile file = new StackFile(stack.folders);
    file.write(
        new StackRecord(
            StackRecord.FORMAT,
            Phase.STARTING,
            Instant.now(),
            0,
            new TemporalEndpoint(
                TemporalMode.IN_MEMORY,
                "127.0.0.1:" + Ports.usualOrFree(Ports.TEMPORAL, line -> {}),
                0,
                null,
                null),
            1,
            null,
            List.of(notStarted(stack, "worker", Role.WORKER))));
    try (Supervisor supervisor =
        new Supervisor(stack.folders, stack.environment, stack.commands, stack.processes, HASTY)) {
      Thread running = Thread.ofPlatform().start(supervisor::run);
      assertThat(Waiting.until(PATIENCE, () -> stack.record().phase() == Phase.RUNNING)).isTrue();

      Files.writeString(stack.folders.state().resolve("worker-fails"), "");
      RunningProcess worker = stack.process("worker");
      stack.processes.end(worker.pid(), worker.identity(), Duration.ZERO);

      running.join(PATIENCE);
      assertThat(running.isAlive()).isFalse();
      StackRecord.Failure failure =
          java.util.Objects.requireNonNull(stack.record().failure(), "no failure recorded");
      assertThat(stack.record().phase()).isEqualTo(Phase.FAILED);
      assertThat(failure.message()).contains("worker died 3 times", "told to fail", "worker.log");
      assertThat(stack.process("worker").restarts()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName(
      "C4: a server that came back and refuses at first is asked until it knows the new epoch; the"
          + " stack stays up")
  void asksAgain() throws Exception {
    TestStack stack = new TestStack(root);
    Path server = Files.writeString(root.resolve("temporal"), "#!/bin/sh\nexec sleep 600\n");
    assertThat(server.toFile().setExecutable(true)).isTrue();
    int port = Ports.usualOrFree(Ports.TEMPORAL, line -> {});
    new StackFile(stack.folders)
        .write(
            new StackRecord(
                StackRecord.FORMAT,
                Phase.STARTING,
                Instant.now(),
                0,
                new TemporalEndpoint(
                    TemporalMode.EMBEDDED, "127.0.0.1:" + port, 0, "1.0.0", server.toString()),
                1,
                null,
                List.of(notStarted(stack, "temporal", Role.TEMPORAL))));
    try (Supervisor supervisor =
        new Supervisor(stack.folders, stack.environment, stack.commands, stack.processes, HASTY)) {
      Thread running = Thread.ofPlatform().start(supervisor::run);
      assertThat(Waiting.until(PATIENCE, () -> stack.process("temporal").pid() != 0)).isTrue();
      try (ReluctantTemporal temporal = new ReluctantTemporal(port)) {
        assertThat(Waiting.until(PATIENCE, () -> stack.record().phase() == Phase.RUNNING)).isTrue();
        assertThat(temporal.epochs()).isEqualTo(1);
        long before = stack.record().epoch();

        temporal.refuse(2);
        RunningProcess killed = stack.process("temporal");
        stack.processes.end(killed.pid(), killed.identity(), Duration.ZERO);

        assertThat(Waiting.until(PATIENCE, () -> temporal.epochs() == 2)).isTrue();
        assertThat(temporal.refused()).as("the fault fired").isEqualTo(2);
        assertThat(stack.record().phase()).isEqualTo(Phase.RUNNING);
        assertThat(stack.record().epoch()).isGreaterThan(before);
        assertThat(stack.process("temporal").restarts()).isEqualTo(1);
        stack.down().down();
        running.join(PATIENCE);
        assertThat(running.isAlive()).isFalse();
      }
    }
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
      new StackFile(stack.folders)
          .write(
              new StackRecord(
                  StackRecord.FORMAT,
                  Phase.STARTING,
                  Instant.now(),
                  0,
                  new TemporalEndpoint(
                      TemporalMode.IN_MEMORY,
                      "127.0.0.1:" + temporal.getLocalPort(),
                      0,
                      null,
                      null),
                  gateway.getLocalPort(),
                  null,
                  List.of(notStarted(stack, "gateway", Role.GATEWAY))));
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
        stack.down().down();
        running.join(PATIENCE);
        assertThat(running.isAlive()).isFalse();
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
    public void close() throws IOException {
      ServerSocket held = socket.get();
      if (held != null) {
        held.close();
      }
    }
  }
}
