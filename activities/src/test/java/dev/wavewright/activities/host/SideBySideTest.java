package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.agent.AgentRunner;
import dev.wavewright.activities.agent.RunnerTimings;
import dev.wavewright.activities.agent.StartSlots;
import dev.wavewright.activities.machine.Footprints;
import dev.wavewright.activities.machine.Machine;
import dev.wavewright.activities.machine.MarkedProcesses;
import dev.wavewright.activities.machine.MemoryReserve;
import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.ProcessTable;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.workflows.host.CalibrationStep;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {
  private static final Limits LIMITS =
      new Limits(1, 0, 0, 0, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));

  @TempDir Path folder;

  private SideBySide sideBySide(Path proc, String reserve) throws IOException {
    MachineRoom room =
        new MachineRoom(
            new Machine(proc, folder.resolve("groups")),
            new Footprints(Map.of()),
            new MemoryReserve(reserve));
    SessionLocks locks = new SessionLocks();
    return new SideBySide(
        new AgentRunner(
            new ProcessStarter(new LinuxProcessTable()),
            locks,
            new StartSlots(folder.resolve("starts"), locks, 2, (agent, starting) -> true),
            Map.of(
                "PATH",
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin"),
                "HOME",
                Files.createDirectories(folder.resolve("user")).toString()),
            folder.resolve("cache"),
            RunnerTimings.DEFAULT),
        room,
        folder);
  }

  private static AgentSettings tool(String... argv) {
    return new AgentSettings(
        "tool", AgentBackend.COMMAND, List.of(argv), List.of(), List.of(), null, "tool", List.of());
  }

  private Path memory(long free) throws IOException {
    Path proc = Files.createDirectories(folder.resolve("proc"));
    Files.writeString(
        proc.resolve("meminfo"), "MemTotal: 8388608 kB\nMemAvailable: " + free * 1_024 + " kB\n");
    return proc;
  }

  @Test
  @DisplayName(
      "CAP-10: sessions side by side are measured: time, first sign of life, memory, failures")
  void measures() throws Exception {
    SideBySide side = sideBySide(Path.of("/proc"), "0MiB");
    CalibrationStep good =
        side.run(tool("sh", "-c", "echo begun; sleep 2; echo done"), "x", 2, LIMITS);
    assertThat(good.allFinished()).as("%s", good).isTrue();
    assertThat(good.wallMillis()).isGreaterThanOrEqualTo(2_000);
    assertThat(good.firstEventMillis()).isNotNull().isLessThanOrEqualTo(good.wallMillis());
    assertThat(good.peakBytes()).isPositive();

    CalibrationStep bad = side.run(tool("sh", "-c", "exit 3"), "x", 1, LIMITS);
    assertThat(bad.allFinished()).isFalse();
    assertThat(bad.firstEventMillis()).isNull();
    assertThat(bad.failures()).singleElement().asString().contains("exited with 3");
  }

  @Test
  @DisplayName("CAP-10: it looks for memory before each step, and ends all when too much is used")
  void memory() throws Exception {
    Path proc = memory(2_000);
    SideBySide side = sideBySide(proc, "1GiB");
    assertThat(side.obstacle(tool("sh"), 1, 0)).isEmpty();
    assertThat(side.obstacle(tool("sh"), 2, 0))
        .isEqualTo("2 need 2.1GiB (512MiB + 10 %, and 1GiB kept free), and 1.95GiB are free");
    assertThat(side.obstacle(tool("sh"), 1, 2L << 30)).as("what was seen counts").isNotEmpty();

    memory(1_000);
    CalibrationStep ended = side.run(tool("sh", "-c", "echo begun; sleep 600"), "x", 2, LIMITS);
    assertThat(ended.failures()).containsExactly("ended: memory that is to stay free was used");
    assertThat(left()).isZero();
  }

  @Test
  @DisplayName("CAP-10: stopped in the middle, it leaves no process and starts nothing more")
  void stopped() throws Exception {
    SideBySide side = sideBySide(Path.of("/proc"), "0MiB");
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<CalibrationStep> step =
          threads.submit(() -> side.run(tool("sh", "-c", "sleep 600 & sleep 600"), "x", 2, LIMITS));
      while (left() == 0 && !step.isDone()) {
        Thread.onSpinWait();
      }
      side.stopAll();
      assertThat(step.get().finished()).isZero();
    }
    assertThat(left()).isZero();
  }

  /** Looks for processes of any calibration of this test's folder. */
  private long left() {
    return new MarkedProcesses(Path.of("/proc"), ProcessTable.MARKER + "=calibrate-").look();
  }
}
