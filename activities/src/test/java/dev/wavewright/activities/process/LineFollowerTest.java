package dev.wavewright.activities.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LineFollowerTest {
  @TempDir Path folder;

  @Test
  @DisplayName("However a file grows, its lines are the ones that reading it at once gives")
  void growingFile() throws Exception {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      Path file = folder.resolve("log-" + seed);
      LineFollower follower = new LineFollower(file);
      List<String> lines = new ArrayList<>(follower.read());
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int piece = 0; piece < 20; piece++) {
        byte[] bytes = piece(random);
        all.writeBytes(bytes);
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        lines.addAll(follower.read());
      }
      lines.addAll(follower.read());

      String text = all.toString(StandardCharsets.UTF_8);
      List<String> expected = List.of(text.split("\n", -1));
      assertThat(lines).as("seed %d", seed).isEqualTo(expected.subList(0, expected.size() - 1));
      assertThat(follower.rest()).as("seed %d", seed).isEqualTo(expected.getLast());
      assertThat(follower.offset()).isEqualTo(all.size());
    }
  }

  @Test
  @DisplayName("What a line has beyond four mebibytes is dropped")
  void longLine() throws Exception {
    Path file = folder.resolve("log");
    Files.writeString(file, "x".repeat(LineFollower.MAX_LINE_BYTES + 1000) + "\nnext\n");
    LineFollower follower = new LineFollower(file);
    List<String> lines = new ArrayList<>();
    while (follower.offset() < Files.size(file)) {
      lines.addAll(follower.read());
    }

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).hasSize(LineFollower.MAX_LINE_BYTES);
    assertThat(lines.getLast()).isEqualTo("next");
  }

  private static byte[] piece(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(random.nextInt(10) == 0 ? 200_000 : 200);
    while (text.length() < length) {
      text.append(random.nextInt(30) == 0 ? "\n" : random.nextInt(9) == 0 ? "é" : "x");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
