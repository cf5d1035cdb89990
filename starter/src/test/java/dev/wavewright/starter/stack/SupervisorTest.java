package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.stack.StackRecord.Phase;
import dev.wavewright.starter.stack.StackRecord.Role;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import dev.wavewright.starter.stack.StackRecord.TemporalEndpoint;
import dev.wavewright.starter.stack.StackRecord.TemporalMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path root;

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
            List.of(
                new RunningProcess(
                    "worker",
                    Role.WORKER,
                    0,
                    "",
                    stack.folders.logs().resolve("worker.log").toString(),
                    0))));
    RestartPolicy hasty =
        new RestartPolicy(2, Duration.ofMinutes(10), Duration.ofMillis(1), Duration.ofMillis(2));
    try (Supervisor supervisor =
        new Supervisor(stack.folders, stack.environment, stack.commands, stack.processes, hasty)) {
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
    try (ReluctantTemporal temporal = new ReluctantTemporal()) {
      new StackFile(stack.folders)
          .write(
              new StackRecord(
                  StackRecord.FORMAT,
                  Phase.STARTING,
                  Instant.now(),
                  0,
                  new TemporalEndpoint(
                      TemporalMode.EMBEDDED, temporal.address(), 1, "1.0.0", server.toString()),
                  1,
                  null,
                  List.of(
                      new RunningProcess(
                          "temporal",
                          Role.TEMPORAL,
                          0,
                          "",
                          stack.folders.logs().resolve("temporal.log").toString(),
                          0))));
      RestartPolicy hasty =
          new RestartPolicy(2, Duration.ofMinutes(10), Duration.ofMillis(1), Duration.ofMillis(2));
      try (Supervisor supervisor =
          new Supervisor(
              stack.folders, stack.environment, stack.commands, stack.processes, hasty)) {
        Thread running = Thread.ofPlatform().start(supervisor::run);
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
}
