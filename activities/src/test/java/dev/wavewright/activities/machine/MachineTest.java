package dev.wavewright.activities.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  private static final long GIB = 1L << 30;

  @TempDir Path root;

  @BeforeEach
  void wholeMachine() throws IOException {
    file("proc/meminfo", "MemTotal: 8388608 kB\nMemFree: 1 kB\nMemAvailable: 6291456 kB\n");
    Files.createDirectories(root.resolve("groups"));
  }

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private MachineReading read() throws IOException {
    return new Machine(root.resolve("proc"), root.resolve("groups")).read();
  }

  @Test
  @DisplayName("Without control groups and pressure files it is the whole machine, and says so")
  void plain() throws IOException {
    MachineReading reading = read();
    assertThat(reading).isEqualTo(new MachineReading(8 * GIB, 6 * GIB, null, null));
    assertThat(reading.unwatched())
        .isEqualTo("waiting for cores and memory is not watched: no pressure files");
  }

  @Test
  @DisplayName("Version 2: the smallest limit above it binds, and page cache counts as free")
  void unified() throws IOException {
    file("proc/self/cgroup", "0::/app/worker\n");
    file("groups/app/memory.max", 4 * GIB + "\n");
    file("groups/app/memory.current", 3 * GIB + "\n");
    file("groups/app/memory.stat", "anon 9\ninactive_file " + GIB + "\nactive_file " + GIB + "\n");
    file("groups/app/worker/memory.max", "max\n");
    file("groups/app/worker/memory.current", "7\n");
    file("groups/app/worker/cpu.pressure", "some avg10=41.50 avg60=0.00 avg300=0.00 total=1\n");
    file("proc/pressure/cpu", "some avg10=1.00 avg60=0.00 avg300=0.00 total=1\n");
    file(
        "proc/pressure/memory",
        "some avg10=2.25 avg60=0.00 avg300=0.00 total=1\nfull avg10=9.00\n");

    assertThat(read()).isEqualTo(new MachineReading(4 * GIB, 3 * GIB, 41.5, 2.25));
    assertThat(read().unwatched()).isEmpty();
  }

  @Test
  @DisplayName(
      "Version 1: the limit of the group is read where its path is seen, else at the mount")
  void old() throws IOException {
    file("proc/self/cgroup", "4:memory:/docker/7\n1:cpu,cpuacct:/\n");
    file("groups/memory/memory.limit_in_bytes", 2 * GIB + "\n");
    file("groups/memory/memory.usage_in_bytes", GIB + "\n");
    file(
        "groups/memory/memory.stat",
        "cache 5\ntotal_inactive_file 0\ntotal_active_file " + GIB / 2);
    assertThat(read().memory()).isEqualTo(2 * GIB);
    assertThat(read().available()).isEqualTo(2 * GIB - GIB / 2);

    file("groups/memory/docker/7/memory.limit_in_bytes", "9223372036854771712\n");
    file("groups/memory/docker/7/memory.usage_in_bytes", "5\n");
    assertThat(read().memory())
        .as("a group without a limit is bound by those above")
        .isEqualTo(2 * GIB);
  }

  @Test
  @DisplayName("A pressure file that is switched off or makes no sense is not watched")
  void unreadable() throws IOException {
    file("proc/pressure/cpu", "");
    file("proc/pressure/memory", "some avg10=much\n");
    assertThat(read().cpuStall()).isNull();
    assertThat(read().memoryStall()).isNull();
    file("proc/pressure/memory", "some avg10=3\n");
    assertThat(read().unwatched()).isEqualTo("waiting for cores is not watched: no pressure file");
  }

  @Test
  @DisplayName("A machine that does not tell its memory cannot be read")
  void noMemory() throws IOException {
    file("proc/meminfo", "MemTotal: 1 kB\n");
    assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("meminfo");
  }

  @Test
  @DisplayName("This very machine can be read")
  void here() throws IOException {
    MachineReading reading = Machine.here().read();
    assertThat(reading.memory()).isPositive();
    assertThat(reading.available()).isBetween(0L, reading.memory());
  }
}
