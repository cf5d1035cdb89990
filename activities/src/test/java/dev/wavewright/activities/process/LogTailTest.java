package dev.wavewright.activities.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTailTest {
  @TempDir Path folder;

  @Test
  @DisplayName("At most 200 lines are kept, the last ones")
  void lines() {
    assertThat(LogTail.clean("line\n".repeat(500) + "last\n").lines())
        .hasSize(200)
        .endsWith("last");
  }

  @Test
  @DisplayName("A line longer than everything that is kept is cut between characters")
  void longLine() {
    String tail = LogTail.clean("\uD83D\uDE00".repeat(10_000));

    assertThat(tail.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(16_000, LogTail.MAX_BYTES);
    assertThat(tail).matches("(\uD83D\uDE00)+");
  }

  @Test
  @DisplayName("Colours go, other control characters cannot reach a terminal")
  void controls() {
    assertThat(LogTail.clean("\u001b[31mred\u001b[0m \u001b]0;title\u0007\u0000\u0007x\r\ny\tz"))
        .isEqualTo("red \ufffd\ufffdx\ny\tz");
  }

  @Test
  @DisplayName("The first log that is there and not empty is taken")
  void firstNotEmpty() throws Exception {
    Files.writeString(folder.resolve("empty"), "");
    Files.writeString(folder.resolve("full"), "text\n");

    assertThat(LogTail.of(folder.resolve("none"), folder.resolve("empty"), folder.resolve("full")))
        .isEqualTo("text");
    assertThat(LogTail.of(folder.resolve("none"))).isEmpty();
  }

  @Test
  @DisplayName("Any bytes whatsoever give a bounded tail without control characters")
  void anyBytes() throws Exception {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(100_000)];
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; at++) {
        if (random.nextInt(40) == 0) {
          bytes[at] = '\n';
        }
      }
      Path file = Files.write(folder.resolve("log"), bytes);

      String tail = LogTail.of(file);

      assertThat(tail.getBytes(StandardCharsets.UTF_8).length)
          .as("seed %d", seed)
          .isLessThanOrEqualTo(LogTail.MAX_BYTES);
      assertThat(tail.lines().count()).as("seed %d", seed).isLessThanOrEqualTo(LogTail.MAX_LINES);
      assertThat(tail.chars())
          .as("seed %d", seed)
          .noneMatch(c -> c < 0x20 && c != '\n' && c != '\t');
    }
  }
}
