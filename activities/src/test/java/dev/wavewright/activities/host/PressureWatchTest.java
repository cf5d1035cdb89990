package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.machine.Footprints;
import dev.wavewright.activities.machine.Machine;
import dev.wavewright.activities.machine.MemoryReserve;
import dev.wavewright.activities.machine.PressureRule;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.workflows.capacity.HostCondition;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.ByteSize;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.Pressure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PressureWatchTest {
  private static final HostId HOST = new HostId("alpha");

  @TempDir Path root;

  private final SessionLocks locks = new SessionLocks();
  private final Gate gate = new Gate();
  private Instant now = Instant.parse("2026-11-22T04:00:00Z");

  private static final class Gate implements HostGate {
    private final List<HostCondition> told = new ArrayList<>();
    private HostCondition known = new HostCondition(HOST, Pressure.NONE, "", "");
    private boolean away;

    @Override
    public HostCondition condition(HostId host) {
      return known;
    }

    @Override
    public void tell(HostCondition condition) {
      if (away) {
        throw new IllegalStateException("the server is away");
      }
      told.add(condition);
      known = condition;
    }

    private void beginAnew() {
      known = new HostCondition(HOST, Pressure.NONE, "", "");
    }
  }

  @BeforeEach
  void calm() throws IOException {
    free(8_000);
  }

  private void free(long mebibytes) throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(
        root.resolve("proc/meminfo"),
        "MemTotal: 16777216 kB\nMemAvailable: " + mebibytes * 1_024 + " kB\n");
  }

  private MachineRoom room(String reserve) {
    return new MachineRoom(
        new Machine(root.resolve("proc"), root.resolve("groups")),
        new Footprints(Map.of()),
        new MemoryReserve(reserve));
  }

  private PressureWatch worker() {
    return new PressureWatch(
        HOST,
        gate,
        room("auto"),
        new PressureRule(40),
        locks,
        root.resolve("watch"),
        "3 sessions",
        () -> now);
  }

  private void look(PressureWatch worker) throws IOException {
    now = now.plusSeconds(2);
    worker.look();
  }

  private List<Pressure> told() {
    return gate.told.stream().map(HostCondition::pressure).toList();
  }

  @Test
  @DisplayName("SES-5: the gate is told at first, and then only what changes")
  void onlyChanges() throws IOException {
    PressureWatch worker = worker();
    look(worker);
    look(worker);
    assertThat(told()).containsExactly(Pressure.NONE);
    assertThat(gate.known.about())
        .isEqualTo("3 sessions; waiting for cores and memory is not watched: no pressure files");

    free(2_000);
    for (int look = 0; look < 20; look++) {
      look(worker);
    }
    assertThat(told()).containsExactly(Pressure.NONE, Pressure.MEMORY);
    assertThat(gate.known.reason())
        .isEqualTo(
            "memory: 1.95GiB free, one more agent needs 2.21GiB (200MiB + 10 %, and 2GiB kept free)");

    free(8_000);
    for (int look = 0; look < 20; look++) {
      look(worker);
    }
    assertThat(told()).containsExactly(Pressure.NONE, Pressure.MEMORY, Pressure.NONE);
  }

  @Test
  @DisplayName("SES-5: a gate that began anew, or could not be reached, is told again")
  void toldAgain() throws IOException {
    free(1_000);
    PressureWatch worker = worker();
    gate.away = true;
    for (int look = 0; look < 3; look++) {
      try {
        look(worker);
      } catch (IllegalStateException e) {
        assertThat(told()).isEmpty();
      }
    }
    gate.away = false;
    look(worker);
    assertThat(told()).containsExactly(Pressure.MEMORY);

    gate.beginAnew();
    for (int look = 0; look < 10; look++) {
      look(worker);
    }
    assertThat(told()).containsExactly(Pressure.MEMORY, Pressure.MEMORY);
  }

  @Test
  @DisplayName(
      "SES-5: one worker of a host tells; when it is gone the next takes what it said back")
  void successor() throws IOException {
    PressureWatch first = worker();
    PressureWatch second = worker();
    free(1_000);
    look(first);
    look(second);
    assertThat(told()).containsExactly(Pressure.MEMORY);

    first.close();
    free(8_000);
    look(second);
    assertThat(told()).containsExactly(Pressure.MEMORY, Pressure.NONE);
  }

  @Test
  @DisplayName("SES-5: just before a start there must be memory for every agent that starts now")
  void burst() throws IOException {
    AgentSettings opencode =
        new AgentSettings(
            "opencode",
            AgentBackend.OPENCODE,
            List.of(),
            List.of(),
            List.of(),
            null,
            "opencode",
            List.of());
    MachineRoom room = room("1GiB");
    free(1_024 + 902);
    assertThat(room.fits(opencode, 1)).isTrue();
    assertThat(room.fits(opencode, 2)).isFalse();
    free(1_024 + 2 * 902);
    assertThat(room.fits(opencode, 2)).isTrue();
    assertThat(room.need(room.read()).words())
        .as("the largest that ran here is what one more is taken to be")
        .startsWith("1.88GiB (820MiB + 10 %");
    assertThat(new MemoryReserve("auto").of(ByteSize.ofMebibytes(4_096).bytes()))
        .as("a small machine keeps a quarter")
        .isEqualTo(ByteSize.ofMebibytes(1_024));
  }
}
