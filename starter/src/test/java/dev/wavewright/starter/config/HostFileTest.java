package dev.wavewright.starter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFileTest {
  @TempDir Path folder;

  @Test
  @DisplayName("CAP-10: what calibration found is written; comments and other keys stay")
  void calibrated() throws IOException {
    Path file = folder.resolve("new/host.yml");
    HostFile.calibrated(file, "opencode", 8, ByteSize.ofMebibytes(640));
    assertThat(file).hasContent("calibrated: {agent: \"opencode\", sessions: 8, memory: 640MiB}");

    Files.writeString(
        file,
        """
        # of this machine
        sessions: auto   # as found
        calibrated:
          agent: tool
          # an old one
          sessions: 2
          memory: 1GiB

        memory-reserve: 1GiB""");
    HostFile.calibrated(file, "my \"own\"", 3, new ByteSize(1));
    assertThat(file)
        .hasContent(
            """
            # of this machine
            sessions: auto   # as found

            memory-reserve: 1GiB
            calibrated: {agent: "my \\"own\\"", sessions: 3, memory: 1MiB}
            """);
    HostFile.check(file);
    assertThat(HostFile.value(file, "memory-reserve")).contains("1GiB");
    assertThat(HostFile.value(file, "stall-limit")).isEmpty();
    assertThat(HostFile.value(folder.resolve("none.yml"), "sessions")).isEmpty();
  }

  @Test
  @DisplayName("a file that cannot be used stays as it was")
  void unusable() throws IOException {
    Path file = folder.resolve("host.yml");
    Files.writeString(file, "sesions: 3\n");
    assertThatThrownBy(() -> HostFile.calibrated(file, "opencode", 1, new ByteSize(1)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("sesions");
    assertThat(file).hasContent("sesions: 3");
    assertThat(folder)
        .isDirectoryContaining("glob:**host.yml")
        .isDirectoryNotContaining("glob:**.new");
  }
}
