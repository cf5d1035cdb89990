package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What can be wrong with a stack that runs, or ran. */
class StackFaultsTest extends StackFaults {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Test
  @DisplayName("no stack: status says so and the next command starts one")
  void noStack() throws Exception {
    fixes(shell.run("wavewright status").fails(4, "no stack runs here"));
  }

  @Test
  @DisplayName("a stack file of an earlier boot: nothing of it lives, up starts everything anew")
  void staleStackFile() throws Exception {
    shell.run("wavewright up").succeeds();
    StackRecord before = stack.record();
    // The supervisor first: it would start again what dies before it.
    StackRecord.RunningProcess supervisor = stack.process("supervisor");
    stack.processes.end(supervisor.pid(), supervisor.identity(), Duration.ZERO);
    for (StackRecord.RunningProcess part : stack.record().processes()) {
      stack.processes.end(part.pid(), part.identity(), Duration.ZERO);
    }
    assertThat(stack.record().isUp()).as("the file still says it runs").isTrue();

    fixes(shell.run("wavewright status").fails(4, "supervisor is gone", "0 parts"));
    assertThat(stack.process("temporal").pid())
        .isNotEqualTo(before.process("temporal").orElseThrow().pid());
    assertThat(stack.record().epoch()).isEqualTo(2);
  }

  @Test
  @DisplayName("a recorded pid that now belongs to another process is left alone by down")
  void foreignPid() throws Exception {
    shell.run("wavewright up").succeeds();
    StackRecord.RunningProcess worker = stack.process("worker");
    ProcessControl.Started foreign =
        stack.processes.start(
            List.of("sleep", "300"), stack.environment, root, root.resolve("sleep.log"));
    try {
      stack.processes.end(
          stack.process("supervisor").pid(), stack.process("supervisor").identity(), Duration.ZERO);
      stack.processes.end(worker.pid(), worker.identity(), Duration.ZERO);
      new StackFile(stack.folders)
          .write(
              stack
                  .record()
                  .with(
                      new StackRecord.RunningProcess(
                          "worker",
                          StackRecord.Role.WORKER,
                          foreign.pid(),
                          worker.identity(),
                          worker.log(),
                          0)));

      fixes(shell.run("wavewright status").fails(4, "supervisor is gone"));
      shell.run("wavewright down").succeeds();
      assertThat(stack.processes.lives(foreign.pid(), foreign.identity())).isTrue();
    } finally {
      stack.processes.end(foreign.pid(), foreign.identity(), Duration.ZERO);
    }
  }

  @Test
  @DisplayName("a dead supervisor: its parts go on, and up adopts them as they are")
  void deadSupervisor() throws Exception {
    shell.run("wavewright up").succeeds();
    StackRecord before = stack.record();
    StackRecord.RunningProcess supervisor = stack.process("supervisor");
    stack.processes.end(supervisor.pid(), supervisor.identity(), Duration.ZERO);

    fixes(shell.run("wavewright status").fails(4, "supervisor is gone", "3 parts"));
    for (String name : List.of("temporal", "worker", "gateway")) {
      assertThat(stack.process(name).pid()).isEqualTo(before.process(name).orElseThrow().pid());
    }
    assertThat(stack.process("supervisor").pid()).isNotEqualTo(supervisor.pid());
    assertThat(stack.record().epoch()).isEqualTo(before.epoch());
  }

  @Test
  @DisplayName("dead children: each is started again by itself, a new server with a higher epoch")
  void deadChildren() throws Exception {
    shell.run("wavewright up").succeeds();
    StackRecord before = stack.record();
    for (String name : List.of("temporal", "worker", "gateway")) {
      StackRecord.RunningProcess part = before.process(name).orElseThrow();
      stack.processes.end(part.pid(), part.identity(), Duration.ZERO);
    }
    assertThat(
            Waiting.until(
                PATIENCE,
                () ->
                    List.of("temporal", "worker", "gateway").stream()
                        .map(stack::process)
                        .allMatch(part -> part.restarts() == 1 && stack.lives(part))))
        .isTrue();
    assertThat(stack.record().epoch()).isEqualTo(before.epoch() + 1);
    assertThat(Waiting.until(PATIENCE, () -> TemporalAddress.answers(before.temporal().address())))
        .isTrue();
    try (GateWorker worker = new GateWorker(stack.record())) {
      assertThat(shell.run("wavewright status").succeeds().out()).contains("started again 1×");
    }
  }

  @Test
  @DisplayName("a damaged stack file: moved aside, what still ran is ended, a new stack runs")
  void damagedStackFile() throws Exception {
    shell.run("wavewright up").succeeds();
    StackRecord before = stack.record();
    Files.writeString(stack.folders.stackFile(), "{\"format\":1,\"pha");

    fixes(shell.run("wavewright status").fails(3, "stack.json is damaged"));
    assertThat(Waiting.until(PATIENCE, () -> before.processes().stream().noneMatch(stack::lives)))
        .isTrue();
    assertThat(stack.folders.state().resolve("stack.json.damaged")).exists();
  }

  @Test
  @DisplayName("a stack file of a newer Wavewright is refused")
  void newerStackFile() throws Exception {
    Files.createDirectories(stack.folders.state());
    shell.run("wavewright up").succeeds();
    shell.run("wavewright down").succeeds();
    String text = Files.readString(stack.folders.stackFile());
    Files.writeString(
        stack.folders.stackFile(), text.replaceFirst("\"format\" : 1", "\"format\" : 99"));

    fixes(shell.run("wavewright up").fails(3, "newer Wavewright", "format 99"));
  }

  @Test
  @DisplayName("taken ports: others are used, said and recorded")
  void takenPorts() throws Exception {
    try (HeldPorts held = new HeldPorts(Ports.TEMPORAL, Ports.TEMPORAL_UI, Ports.GATEWAY)) {
      Shell.Ran up = shell.run("wavewright up").succeeds();
      assertThat(up.err())
          .contains("port 7233 is taken", "port 8233 is taken", "port 8117 is taken");
      StackRecord record = stack.record();
      assertThat(TemporalAddress.port(record.temporal().address())).isNotEqualTo(Ports.TEMPORAL);
      assertThat(up.out()).contains(record.temporal().address());
      assertThat(shell.run("wavewright open --print").succeeds().out())
          .contains(":" + record.gatewayPort() + "/enter?code=");
    }
  }

  @Test
  @DisplayName("a durable stack is not turned into one in memory, nor the other way round")
  void otherKindRuns() throws Exception {
    shell.run("wavewright up").succeeds();

    Shell.Ran refused =
        shell.run("wavewright up --in-memory").fails(6, "embedded Temporal", "runs already");
    assertThat(refused.fix()).isEqualTo("wavewright down && wavewright up --in-memory");
    shell.run(refused.fix()).succeeds();
    assertThat(stack.record().temporal().mode()).isEqualTo(StackRecord.TemporalMode.IN_MEMORY);
  }

  // Who starts the tests in the background of a shell has them ignore Ctrl-C, and all they start.
  @Test
  @DisplayName("Ctrl-C on what watches leaves everything running and says how to come back")
  void interrupt() throws Exception {
    assertThat(interrupted("up --watch", "Ctrl-C")).contains("exit 130", "detached", "down");
    assertThat(stack.record().processes()).hasSize(4).allMatch(stack::lives);

    try (GateWorker worker = new GateWorker(stack.record())) {
      assertThat(interrupted("queue --watch", "nobody runs, nobody waits"))
          .contains("exit 130", "detached; it goes on. Come back with: wavewright queue --watch");
    }
    assertThat(stack.record().processes()).hasSize(4).allMatch(stack::lives);
  }

  /** Returns what a command printed that was interrupted as soon as it had said this. */
  private String interrupted(String command, String said) throws Exception {
    return shell
        .run(
            """
            set -m
            env --default-signal=INT '%s' '-Dwavewright.home=%s' -cp '%s' \\
              dev.wavewright.starter.cli.Wavewright %s >watch.txt 2>&1 &
            for i in $(seq 3000); do grep -q '%s' watch.txt && break; sleep 0.1; done
            kill -INT $!; wait $!; echo "exit $?"; cat watch.txt
            """
                .formatted(
                    stack.commands.java(),
                    stack.commands.home(),
                    System.getProperty("java.class.path"),
                    command,
                    said))
        .out();
  }
}
