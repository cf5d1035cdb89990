package dev.wavewright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wavewright.activities.machine.Calibrated;
import dev.wavewright.activities.machine.MachineReading;
import dev.wavewright.activities.machine.MemoryReserve;
import dev.wavewright.workflows.model.ByteSize;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HostCapacityTest {
  private static final MemoryReserve RESERVE = new MemoryReserve("auto");
  private static final MachineReading MACHINE = new MachineReading(32L << 30, 1, null, null);

  private static int sessions(String setting) {
    return HostCapacity.sessions(setting, null, RESERVE, MACHINE).sessions();
  }

  @Test
  @DisplayName("CAP-1: auto is what calibration found, else 3, unless the machine carries fewer")
  void automaticIsBoundedByTheMachine() {
    assertThat(sessions("auto")).isEqualTo(3);
    Calibrated two = HostCapacity.calibrated("opencode", "2", "640MiB").orElseThrow();
    assertThat(two).isEqualTo(new Calibrated("opencode", 2, ByteSize.ofMebibytes(640)));
    assertThat(HostCapacity.sessions("auto", two, RESERVE, MACHINE).words())
        .isEqualTo("2 sessions: auto, calibrated with opencode");
    assertThat(HostCapacity.calibrated("", "", "")).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostCapacity.calibrated("opencode", "0", "640MiB"))
        .withMessageContaining("calibrated.sessions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostCapacity.calibrated("opencode", "2", "much"))
        .withMessageContaining("calibrated.memory");
  }

  @Test
  @DisplayName("a wrong setting names the file and what it may be")
  void wrongSettingIsNamed() {
    assertThat(sessions("5")).isEqualTo(5);
    assertThat(sessions("0")).isZero();
    assertThat(HostCapacity.startsAtOnce("4")).isEqualTo(4);
    assertThat(HostCapacity.startsAtOnce("auto"))
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(HostCapacity.stallLimit("100")).isEqualTo(100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostCapacity.stallLimit("101"))
        .withMessageContaining("stall-limit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemoryReserve("2"))
        .withMessageContaining("memory-reserve");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostCapacity.startsAtOnce("0"))
        .withMessageContaining("starts-at-once");
    for (String wrong : new String[] {"many", "-1", ""}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sessions(wrong))
          .withMessageContaining("host.yml")
          .withMessageContaining("'auto' or a number");
    }
  }
}
