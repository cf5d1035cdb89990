package dev.wavewright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HostCapacityTest {
  private static final long GIB = 1L << 30;

  @Test
  @DisplayName("CAP-1: a host carries 3 sessions unless memory or cores carry fewer")
  void automaticIsBoundedByTheMachine() {
    assertThat(HostCapacity.automatic(8, 32 * GIB)).isEqualTo(3);
    assertThat(HostCapacity.automatic(1, 32 * GIB)).isEqualTo(2);
    assertThat(HostCapacity.automatic(8, 4 * GIB)).isEqualTo(2);
    assertThat(HostCapacity.automatic(8, GIB)).isEqualTo(1);
  }

  @Test
  @DisplayName("a wrong sessions setting names the file and what it may be")
  void wrongSettingIsNamed() {
    assertThat(HostCapacity.sessions("5")).isEqualTo(5);
    assertThat(HostCapacity.sessions("0")).isZero();
    assertThat(HostCapacity.startsAtOnce("4")).isEqualTo(4);
    assertThat(HostCapacity.startsAtOnce("auto"))
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostCapacity.startsAtOnce("0"))
        .withMessageContaining("starts-at-once");
    for (String wrong : new String[] {"many", "-1", ""}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HostCapacity.sessions(wrong))
          .withMessageContaining("host.yml")
          .withMessageContaining("'auto' or a number");
    }
  }
}
