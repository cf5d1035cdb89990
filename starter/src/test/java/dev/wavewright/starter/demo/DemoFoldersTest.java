package dev.wavewright.starter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFoldersTest {
  @TempDir Path demos;

  private Path made(String name, int second) throws IOException {
    Path folder = Files.createDirectories(demos.resolve(name).resolve("repository/.git"));
    Files.writeString(folder.resolve("object"), "");
    DemoFolders.mark(demos.resolve(name));
    Files.setLastModifiedTime(
        demos.resolve(name).resolve(".wavewright-demo"),
        FileTime.from(Instant.EPOCH.plusSeconds(second)));
    return demos.resolve(name);
  }

  @Test
  @DisplayName("the newest three demonstrations stay, and one that is in use; others go whole")
  void newestThree() throws IOException {
    Path oldest = made("demo-c", 1);
    Path used = made("demo-b", 2);
    Path old = made("demo-a", 3);
    made("demo-x", 4);
    made("demo-y", 5);
    made("demo-z", 6);

    assertThat(DemoFolders.removeOld(demos, "demo-b"::equals)).containsExactly(oldest, old);

    assertThat(demos.toFile().list())
        .containsExactlyInAnyOrder("demo-b", "demo-x", "demo-y", "demo-z");
    assertThat(used.resolve("repository/.git/object")).exists();
    assertThat(DemoFolders.removeOld(demos, none -> false)).containsExactly(used);
  }

  @Test
  @DisplayName("what no demonstration made is never touched, nor what a link in one leads to")
  void foreign() throws IOException {
    Path foreign = Files.createDirectories(demos.resolve("demo-mine"));
    Path target = Files.writeString(Files.createDirectory(demos.resolve("other")).resolve("f"), "");
    Path old = made("demo-a", 1);
    Files.createSymbolicLink(old.resolve("link"), target.getParent());
    Files.createSymbolicLink(demos.resolve("demo-link"), made("demo-b", 2));
    made("demo-c", 3);
    made("demo-d", 4);

    assertThat(DemoFolders.removeOld(demos, none -> false)).isEqualTo(List.of(old));

    assertThat(foreign).exists();
    assertThat(target).exists();
    assertThat(demos.resolve("demo-link")).exists();
  }
}
