package dev.wavewright.activities.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RepositoryLocksTest {
  @TempDir Path root;

  /** Another process that holds the lock until it is told to finish its work. */
  static final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] arguments) {
      Path marker = Path.of(arguments[1]);
      new RepositoryLocks()
          .holding(
              Path.of(arguments[0]),
              () -> {
                try {
                  System.out.write("held\n".getBytes(UTF_8));
                  System.out.flush();
                  System.in.read();
                  return Files.writeString(marker, "finished");
                } catch (IOException failure) {
                  throw new IllegalStateException(failure);
                }
              });
    }
  }

  @Test
  @DisplayName("one process waits until the other has finished")
  void holdsBetweenProcesses() throws Exception {
    Path file = root.resolve("lock");
    Path marker = root.resolve("marker");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                file.toString(),
                marker.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(new String(other.getInputStream().readNBytes(5), UTF_8)).isEqualTo("held\n");
      CompletableFuture<Boolean> mine =
          CompletableFuture.supplyAsync(
              () -> new RepositoryLocks().holding(file, () -> Files.exists(marker)));
      assertThat(endsWithin(mine, Duration.ofMillis(300))).isFalse();
      other.getOutputStream().write('\n');
      other.getOutputStream().flush();
      assertThat(mine.get()).as("the other process had finished").isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  private static boolean endsWithin(CompletableFuture<Boolean> future, Duration longest)
      throws InterruptedException, ExecutionException {
    try {
      future.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException waits) {
      return false;
    }
  }

  @Test
  @DisplayName("threads of one process exclude each other, and a holder may enter again")
  void holdsBetweenThreads() {
    RepositoryLocks locks = new RepositoryLocks();
    Path file = root.resolve("lock");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CompletableFuture<?>[] threads =
        IntStream.range(0, 4)
            .mapToObj(
                number ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int turn = 0; turn < 50; turn++) {
                            locks.holding(
                                file,
                                () -> {
                                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                  return locks.holding(file, inside::decrementAndGet);
                                });
                          }
                        }))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(threads).join();
    assertThat(most).hasValue(1);
  }
}
