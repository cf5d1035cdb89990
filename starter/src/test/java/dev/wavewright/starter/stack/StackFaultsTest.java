package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One test per row of docs/faults.md about the stack; each runs the row's fixing command too. */
class StackFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path root;
  private TestStack stack;
  private Shell shell;

  @BeforeEach
  void makeFolders() throws IOException {
    stack = new TestStack(root).withTemporal();
    shell = new Shell(stack, root);
  }

  @AfterEach
  void takeDown() {
    stack.close();
  }

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
    assertThat(shell.run("wavewright status").out()).contains("started again 1×");
    assertThat(Waiting.until(PATIENCE, () -> TemporalAddress.answers(before.temporal().address())))
        .isTrue();
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
    List<ServerSocket> taken = new ArrayList<>();
    for (int port : List.of(Ports.TEMPORAL, Ports.TEMPORAL_UI, Ports.GATEWAY)) {
      // One that another stack holds for long is as good as taken here.
      Waiting.until(Duration.ofSeconds(20), () -> take(port, taken));
    }
    try {
      Shell.Ran up = shell.run("wavewright up").succeeds();
      assertThat(up.err())
          .contains("port 7233 is taken", "port 8233 is taken", "port 8117 is taken");
      StackRecord record = stack.record();
      assertThat(TemporalAddress.port(record.temporal().address())).isNotEqualTo(Ports.TEMPORAL);
      assertThat(up.out()).contains(record.temporal().address());
      assertThat(shell.run("wavewright open --print").succeeds().out())
          .contains(":" + record.gatewayPort() + "/enter?code=");
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
  }

  private static boolean take(int port, List<ServerSocket> taken) {
    try {
      ServerSocket socket = new ServerSocket();
      taken.add(socket);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  @DisplayName("a database of another server version is refused and kept")
  void otherServerVersion() throws Exception {
    Path other = stack.folders.state().resolve("temporal").resolve("1.99.0");
    Files.createDirectories(other);
    Files.writeString(other.resolve("temporal.db"), "of a newer server");

    fixes(shell.run("wavewright up").fails(6, "server 1.99.0", "is server 1."));
    assertThat(stack.folders.state().resolve("temporal-1.99.0.kept/temporal.db"))
        .hasContent("of a newer server");
  }

  @Test
  @DisplayName("a database that no server can open is named, moved aside and kept")
  void tornDatabase() throws Exception {
    TemporalBinary binary = TemporalBinary.provide(stack.environment, stack.folders, line -> {});
    Path database = TemporalServer.database(stack.folders, binary.serverVersion());
    Files.createDirectories(database.getParent());
    Files.writeString(database, "no database at all\n".repeat(500));

    fixes(shell.run("wavewright up").fails(4, "cannot open its database", "is not a database"));
    assertThat(stack.folders.state().resolve("temporal.broken")).isDirectory();
  }

  @Test
  @DisplayName("no Temporal and no Go: refused, and never in memory without being told")
  void noTemporal() throws Exception {
    stack.environment.put("PATH", root.resolve("shell") + ":/usr/bin:/bin");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        TemporalBinary.onPath(stack.environment, "go").isEmpty()
            && TemporalBinary.onPath(stack.environment, "temporal").isEmpty());

    Shell.Ran refused = shell.run("wavewright up").fails(4, "no Temporal", "https://go.dev/dl/");
    assertThat(refused.fix()).isEqualTo("wavewright up --in-memory");
    Shell.Ran fixed = shell.run(refused.fix()).succeeds();
    assertThat(fixed.err()).contains("IN MEMORY", "NOTHING SURVIVES");
    assertThat(shell.run("wavewright up --in-memory").succeeds().err()).contains("IN MEMORY");
    assertThat(stack.record().temporal().mode()).isEqualTo(StackRecord.TemporalMode.IN_MEMORY);
    assertThat(stack.record().processes()).allMatch(stack::lives);
  }

  @Test
  @DisplayName(
      "Go cannot build Temporal: its words are passed on, and the same build can be retried")
  void failedBuild() throws Exception {
    Path real = TemporalBinary.onPath(stack.environment, "temporal").orElseThrow();
    stack.environment.put("PATH", root.resolve("shell") + ":/usr/bin:/bin");
    Files.writeString(root.resolve("offline"), "");
    shell.program(
        "go",
        """
        [ -e '%s/offline' ] && { echo 'dial tcp: no route to host' >&2; exit 1; }
        [ "$*" = 'install %s' ] || { echo "unexpected: $*" >&2; exit 2; }
        mkdir -p "$GOBIN" && cp '%s' "$GOBIN/temporal"
        """
            .formatted(root, TemporalBinary.MODULE, real));
    Shell.Ran refused =
        shell.run("wavewright up").fails(4, "Go could not build", "no route to host");
    Files.delete(root.resolve("offline"));

    assertThat(shell.run(refused.fix()).succeeds().out()).contains("the stack is up");
    assertThat(stack.record().temporal().binary())
        .isEqualTo(TemporalBinary.cached(stack.folders).toString());
  }

  @Test
  @DisplayName("something else called temporal on PATH is named and moved aside")
  void notTemporal() throws Exception {
    shell.program("temporal", "echo 'temporal: a clock for your terminal'\n");

    fixes(shell.run("wavewright up").fails(4, "is no Temporal command line", "a clock"));
  }

  @Test
  @DisplayName("an external Temporal that does not answer is not replaced silently")
  void externalDoesNotAnswer() throws Exception {
    stack.environment.put(Stack.ADDRESS_VARIABLE, "127.0.0.1:1");

    fixes(shell.run("wavewright up").fails(4, "127.0.0.1:1", "does not answer"));
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

  @Test
  @DisplayName("a worker that is not built is named before anything starts")
  void workerMissing() throws Exception {
    Path jar = stack.commands.workerJar();
    Path aside = root.resolve("aside.jar");
    Files.move(jar, aside);
    shell.program("mvn", "mv '" + aside + "' '" + jar + "'\n");

    fixes(shell.run("wavewright up").fails(3, "the worker is not built", jar.toString()));
  }

  @Test
  @DisplayName("settings of the machine that cannot be used are named before anything starts")
  void hostFile() throws Exception {
    Path file = stack.folders.hostFile();
    Files.createDirectories(file.getParent());
    Files.writeString(file, "sesions: 5\nstarts-at-once: auto\n");
    shell
        .run("wavewright up --dry-run")
        .fails(
            3,
            "host.yml:1: unknown key 'sesions'; did you mean 'sessions'?",
            "host.yml:2: 'starts-at-once' is known, but not built yet; remove it");
    Files.writeString(file, "sessions: many\n");
    fixes(
        shell
            .run("wavewright up")
            .fails(3, file.toString(), "'sessions' must be 'auto' or a whole number, not 'many'"));
  }

  @Test
  @DisplayName("a worker that dies at start: its last words and its log are named")
  void workerFails() throws Exception {
    Path order = stack.folders.state().resolve("worker-fails");
    Files.createDirectories(stack.folders.state());
    Files.writeString(order, "");
    Shell.Ran refused =
        shell
            .run("wavewright up")
            .fails(4, "worker did not become ready", "told to fail", "worker.log", "still run");
    assertThat(refused.fix()).isEqualTo("wavewright down && wavewright up");
    Files.delete(order);

    assertThat(shell.run(refused.fix()).succeeds().out()).contains("the stack is up");
    assertThat(stack.record().processes()).allMatch(stack::lives);
  }

  @Test
  @DisplayName("demo says what failed, and does not turn to memory where Temporal is to be had")
  void demoFails() throws Exception {
    Path order = stack.folders.state().resolve("worker-fails");
    Files.createDirectories(stack.folders.state());
    Files.writeString(order, "");
    Shell.Ran refused =
        shell.run("wavewright demo").fails(4, "worker did not become ready", "told to fail");
    assertThat(refused.err()).doesNotContain("IN MEMORY", "NO TEMPORAL");
    Files.delete(order);

    fixes(refused);
  }

  @Test
  @DisplayName("a file where the state folder should be is moved aside")
  void stateIsAFile() throws Exception {
    Files.createDirectories(stack.folders.state().getParent());
    Files.writeString(stack.folders.state(), "not a folder");

    fixes(shell.run("wavewright up").fails(3, "cannot write"));
  }

  @Test
  @DisplayName("a state folder of somebody else is given back")
  void stateIsReadOnly() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeFalse(
        "root".equals(System.getProperty("user.name")), "root may write everywhere");
    Files.createDirectories(stack.folders.state());
    shell.run("chmod 500 '" + stack.folders.state() + "'").succeeds();
    shell.program("sudo", "exec \"$@\"\n");
    Shell.Ran refused = shell.run("wavewright up").fails(3, "cannot write");

    shell.run(refused.fix()).succeeds();
    shell.run("wavewright up").succeeds();
  }

  @Test
  @DisplayName("no HOME: said before anything is written")
  void noHome() throws Exception {
    stack.environment.remove("HOME");
    String state = String.valueOf(stack.environment.remove("XDG_STATE_HOME"));
    Shell.Ran refused = shell.run("wavewright status").fails(3, "neither HOME nor XDG_STATE_HOME");

    shell.run(refused.fix() + "; test -n \"$HOME\" -a -d \"$HOME\"").succeeds();
    stack.environment.put("XDG_STATE_HOME", state);
    shell.run("wavewright status").fails(4, "no stack runs here");
  }

  // Who starts the tests in the background of a shell has them ignore Ctrl-C, and all they start.
  @Test
  @DisplayName("Ctrl-C on up --watch leaves everything running and says how to come back")
  void interrupt() throws Exception {
    Shell.Ran interrupted =
        shell.run(
            """
            set -m
            env --default-signal=INT '%s' '-Dwavewright.home=%s' -cp '%s' \\
              dev.wavewright.starter.cli.Wavewright up --watch >up.out 2>up.err &
            for i in $(seq 3000); do grep -q Ctrl-C up.err && break; sleep 0.1; done
            kill -INT $!; wait $!; echo "exit $?"; cat up.err
            """
                .formatted(
                    stack.commands.java(),
                    stack.commands.home(),
                    System.getProperty("java.class.path")));
    assertThat(interrupted.out()).contains("exit 130", "detached", "wavewright down");
    assertThat(stack.record().processes()).hasSize(4).allMatch(stack::lives);
  }

  /** Runs the command that an error named, and sees the stack run. */
  private void fixes(Shell.Ran refused) throws Exception {
    shell.run(refused.fix()).succeeds();
    assertThat(stack.record().phase()).isEqualTo(StackRecord.Phase.RUNNING);
    assertThat(stack.record().processes()).allMatch(stack::lives);
  }
}
