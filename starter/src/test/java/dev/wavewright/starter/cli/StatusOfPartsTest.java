package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.stack.LinuxProcesses;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.starter.stack.StackRecord.Role;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@code status} says of a part that does not run, beside parts that do. */
class StatusOfPartsTest extends OnFakeStack {
  private static final String PORT_TAKEN =
      "it waits for its port 7233, which pid 4711 (java) has taken";
  private static final String KEEPS_DYING =
      "it died 3 times lately, next start at 09:00:30; it said: told to fail (worker.log)";

  private final long self = ProcessHandle.current().pid();

  private void recordStack(String name, Role role, String waits) {
    String identity = new LinuxProcesses().identity(self).orElseThrow();
    new StackFile(StackFolders.of(Map.of("HOME", folder.toString())))
        .write(
            new StackRecord(
                StackRecord.FORMAT,
                StackRecord.Phase.RUNNING,
                FakeWorkflows.THEN,
                1,
                new StackRecord.TemporalEndpoint(
                    StackRecord.TemporalMode.EMBEDDED, "127.0.0.1:7233", 8233, null, null),
                8080,
                null,
                List.of(
                    new RunningProcess(
                        "supervisor", Role.SUPERVISOR, self, identity, "supervisor.log", 0),
                    new RunningProcess(
                        name, role, self, "of another process", name + ".log", 3, waits))));
  }

  @Test
  @DisplayName("a server that waits for its port ends status with 4, the holder of the port named")
  void portTaken() {
    recordStack("temporal", Role.TEMPORAL, PORT_TAKEN);
    Result status = new TestCommandLine(folder).run("status");
    assertThat(status.exitCode()).isEqualTo(4);
    assertThat(status.error()).contains("temporal does not run: " + PORT_TAKEN);
    assertThat(status.output()).containsPattern("supervisor +runs").containsPattern("temporal +is");
  }

  @Test
  @DisplayName("a worker that keeps dying leaves status at 0, with its last words and its log")
  void keepsDying() {
    recordStack("worker", Role.WORKER, KEEPS_DYING);
    Result status = run("status");
    assertThat(status.exitCode()).as(status.error()).isZero();
    assertThat(status.error()).contains("worker does not run: " + KEEPS_DYING);
    assertThat(run("status", "--json").data().at("/processes/1/waits").asText())
        .isEqualTo(KEEPS_DYING);
  }
}
