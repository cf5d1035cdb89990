package dev.wavewright.workflows.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PoolNameTest {
  @Test
  @DisplayName("only the pool of a host names one")
  void host() {
    HostId host = new HostId("box-1.local");
    assertThat(host.pool().host()).contains(host);
    assertThat(PoolName.project("host").host()).isEmpty();
    assertThat(new PoolName("host:ü").host()).isEmpty();
  }
}
