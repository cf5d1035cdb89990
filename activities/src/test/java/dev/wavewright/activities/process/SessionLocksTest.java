package dev.wavewright.activities.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SessionLocksTest {
  @TempDir Path folder;
  private final SessionLocks locks = new SessionLocks();

  @Test
  @DisplayName("R2: within one process a session's lock is held once, whatever path leads there")
  void heldOnce() throws Exception {
    Optional<SessionLocks.Lock> first = locks.tryLock(folder);

    assertThat(first).isPresent();
    assertThat(locks.tryLock(folder.resolve("../" + folder.getFileName()))).isEmpty();
    assertThat(locks.tryLock(folder.resolve("other"))).isPresent();

    first.orElseThrow().close();
    first.orElseThrow().close();
    assertThat(locks.tryLock(folder)).isPresent();
  }

  @Test
  @DisplayName("R2: another process's lock is respected, and free once that process is killed")
  void heldByAnotherProcess() throws Exception {
    Process other =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    LockHolder.class.getName(),
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = other.inputReader()) {
      assertThat(output.readLine()).isEqualTo("held");
      assertThat(locks.tryLock(folder)).isEmpty();
      assertThat(locks.tryLock(folder)).isEmpty();

      other.destroyForcibly();
      boolean free =
          Waiting.until(Duration.ofMinutes(2), () -> !other.isAlive() && taken(), () -> {});
      assertThat(free).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  private boolean taken() {
    try {
      return locks.tryLock(folder).isPresent();
    } catch (java.io.IOException e) {
      return false;
    }
  }

  /** Takes the lock of the folder given and keeps it until it is killed. */
  static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
      SessionLocks.Lock lock = new SessionLocks().tryLock(Path.of(arguments[0])).orElseThrow();
      System.out.println("held");
      Thread.sleep(Duration.ofMinutes(10));
      lock.close();
    }
  }
}
