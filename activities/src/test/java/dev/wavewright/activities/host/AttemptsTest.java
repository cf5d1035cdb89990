package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {
  @TempDir Path state;

  private Attempts open() {
    return Attempts.open(new HostLayout(state));
  }

  private static byte[] token(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String kept(String text) {
    return Base64.getEncoder().encodeToString(token(text));
  }

  @Test
  @DisplayName("R4: what a dead worker was doing is found by the next one, what it had done is not")
  void findsWhatADeadWorkerLeft() {
    Attempts dead = open();
    dead.begin(token("done")).close();
    dead.begin(token("cut off"));
    dead.close();

    try (Attempts next = open()) {
      List<Attempts.Abandoned> found = next.abandoned();
      assertThat(found).hasSize(1);
      assertThat(found.getFirst().tokens()).containsExactly(kept("cut off"));
      found.getFirst().forget();
      found.getFirst().close();
      assertThat(next.abandoned()).isEmpty();
    }
  }

  @Test
  @DisplayName("a worker never takes over its own attempts, and keeps them while it lives")
  void leavesItsOwnAlone() throws Exception {
    try (Attempts own = open();
        Attempts.Attempt attempt = own.begin(token("mine"))) {
      assertThat(attempt).isNotNull();
      assertThat(own.abandoned()).isEmpty();
      try (Stream<Path> files = Files.walk(state)) {
        assertThat(files.filter(file -> file.toString().endsWith(".token"))).hasSize(1);
      }
    }
  }
}
