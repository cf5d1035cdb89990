package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  @TempDir Path root;
  private TestStack stack;
  private Path jar;

  @BeforeEach
  void build() throws IOException {
    stack = new TestStack(root).withArchives();
    jar = stack.commands.workerJar();
  }

  @Test
  @DisplayName("a part leaves its classes in the build's folder as it ends, and starts with them")
  void archive() throws Exception {
    Path archive =
        stack.commands.home().resolve("target/cds/worker-" + Runtime.version().feature() + ".jsa");
    endsAsEver();
    assertThat(archive).isNotEmptyFile();
    Object written = Files.getLastModifiedTime(archive);
    endsAsEver();
    assertThat(Files.getLastModifiedTime(archive)).isEqualTo(written);

    Files.write(archive, new byte[4096]);
    endsAsEver();
    assertThat(archive.toFile().length()).as("one that was cut short").isGreaterThan(4096);
  }

  /** Runs a worker that was told to fail: what it says and its exit code are its own. */
  private void endsAsEver() throws Exception {
    Files.createDirectories(stack.folders.state());
    Files.writeString(stack.folders.state().resolve("worker-fails"), "");
    Path said = root.resolve("said");
    ProcessBuilder worker =
        new ProcessBuilder(stack.commands.worker())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    worker.environment().put(StackCommands.STATE_HOME, stack.folders.state().toString());
    assertThat(worker.start().waitFor()).isEqualTo(9);
    assertThat(said).hasContent("this worker was told to fail");
  }

  @Test
  @DisplayName("classes in folders are not archived, for the JVM would fail at its end")
  void folders() throws IOException {
    Path classes = Files.createDirectories(root.resolve("classes"));
    assertThat(ClassArchive.options(root, "gateway", jar + ":" + classes)).isEmpty();
    assertThat(ClassArchive.options(root, "gateway", jar.toString())).isNotEmpty();
  }

  @Test
  @DisplayName("where the build's folder cannot be written, a part starts without an archive")
  void readOnly() throws IOException {
    Path home = Files.writeString(root.resolve("file"), "no folder");
    assertThat(ClassArchive.options(home, "gateway", jar.toString())).isEqualTo(List.of());
  }
}
