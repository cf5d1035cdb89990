package dev.wavewright.activities.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.ByteSize;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CarryingTest {
  private static final ByteSize OPENCODE = ByteSize.ofMebibytes(820);

  private static Carrying automatic(@Nullable Calibrated calibrated, int gibibytes, int cores) {
    return Carrying.automatic(
        calibrated,
        calibrated == null ? OPENCODE : calibrated.memory(),
        new MemoryReserve("auto"),
        ByteSize.ofMebibytes(1_024L * gibibytes).bytes(),
        cores);
  }

  @Test
  @DisplayName("CAP-1: a host carries 3 sessions unless memory or cores carry fewer, and says why")
  void uncalibrated() {
    assertThat(automatic(null, 32, 8).words()).isEqualTo("3 sessions: auto, not calibrated");
    assertThat(automatic(null, 32, 1).sessions()).isEqualTo(3);
    assertThat(automatic(null, 3, 8).words())
        .isEqualTo(
            "2 sessions, not 3 (auto, not calibrated): no more fit in 3GiB of memory, 768MiB kept"
                + " free, at 820MiB + 10 % each");
    assertThat(automatic(null, 1, 8).sessions()).as("never none").isEqualTo(1);
  }

  @Test
  @DisplayName("CAP-1: what calibration found is used, and never above what the machine carries")
  void calibrated() {
    Calibrated eight = new Calibrated("opencode", 8, ByteSize.ofMebibytes(640));
    assertThat(automatic(eight, 32, 2).words())
        .isEqualTo("8 sessions: auto, calibrated with opencode");
    assertThat(automatic(eight, 32, 1).words())
        .isEqualTo("4 sessions, not 8 (auto, calibrated with opencode): no more fit in 1 core");
    assertThat(automatic(eight, 4, 2).sessions()).isEqualTo(4);
    assertThat(Carrying.set(1)).isEqualTo(new Carrying(1, "1 session: set in host.yml"));
  }
}
