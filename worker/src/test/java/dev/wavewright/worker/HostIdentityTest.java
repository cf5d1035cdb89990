package dev.wavewright.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.HostId;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostIdentityTest {
  @TempDir Path stateHome;

  @Test
  @DisplayName("workers that start at the same moment on one host agree on its id, and it stays")
  void idIsMadeOnce() {
    HostId[] ids =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(worker -> HostIdentity.of(stateHome))
            .toArray(HostId[]::new);
    assertThat(ids).containsOnly(HostIdentity.of(stateHome));
    assertThat(stateHome.toFile().list()).containsExactly("host-id");
  }
}
