package dev.wavewright.starter.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker process that says it is ready and does nothing; fails at start where a file says so. */
final class IdleWorker {
  private IdleWorker() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> environment = System.getenv();
    Path state = Path.of(environment.getOrDefault(StackCommands.STATE_HOME, "/nonexistent"));
    if (Files.exists(state.resolve("worker-fails"))) {
      System.err.println("this worker was told to fail");
      System.exit(9);
    }
    Path run = Files.createDirectories(state.resolve("run"));
    Files.writeString(
        run.resolve("worker-" + ProcessHandle.current().pid() + ".ready"),
        environment.getOrDefault(StackCommands.TEMPORAL_ADDRESS, "?")
            + " "
            + environment.getOrDefault(StackCommands.NAMESPACE, "?")
            + " "
            + environment.getOrDefault(StackCommands.EPOCH, "?"));
    new CountDownLatch(1).await();
  }
}
