package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What can keep a stack from starting. */
class StartFaultsTest extends StackFaults {
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
    Assumptions.assumeTrue(
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
    Files.writeString(
        file,
        """
        sesions: 5
        starts-at-once: 0
        memory-reserve: 2
        stall-limit: 200
        calibrated: {sessions: 0, memory: 1GiB}
        """);
    shell
        .run("wavewright up --dry-run")
        .fails(
            3,
            "host.yml:1: unknown key 'sesions'; did you mean 'sessions'?",
            "host.yml:2: 'starts-at-once' must be 'auto' or a whole number of at least 1, not '0'",
            "host.yml:3: 'memory-reserve' must be 'auto' or an amount of memory such as 512MiB or"
                + " 2GiB, not '2'",
            "host.yml:4: 'stall-limit' must be a percentage of 1 to 100, not '200'",
            "host.yml:5: 'calibrated.agent' is missing",
            "host.yml:5: 'calibrated.sessions' must be a whole number of at least 1, not '0'");
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
  @DisplayName("a state folder in which nothing may be written is given back")
  void stateIsReadOnly() throws Exception {
    Files.createDirectories(stack.folders.state());
    shell.run("chmod 500 '" + stack.folders.state() + "'").succeeds();
    shell.program("sudo", "exec \"$@\"\n");
    // Root may write everywhere, unless that right is taken away.
    String bound =
        "root".equals(System.getProperty("user.name"))
            ? "setpriv --bounding-set=-dac_override "
            : "";
    Shell.Ran refused = shell.run(bound + "wavewright up").fails(3, "cannot write");

    shell.run(refused.fix()).succeeds();
    shell.run(bound + "wavewright up").succeeds();
    assertThat(stack.record().processes()).allMatch(stack::lives);
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
}
