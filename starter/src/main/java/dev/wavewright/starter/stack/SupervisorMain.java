package dev.wavewright.starter.stack;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The background process of {@code wavewright up}: starts the parts and keeps them running. */
public final class SupervisorMain {
  private static final Duration TAKES_OVER = Duration.ofSeconds(2);

  private SupervisorMain() {}

  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    StackFolders folders = StackFolders.of(environment);
    // Who only looks whether a supervisor lives holds its lock for a moment.
    AtomicReference<Optional<StackLock>> life = new AtomicReference<>(Optional.empty());
    if (!Waiting.until(
        TAKES_OVER,
        () -> {
          life.set(StackLock.ofSupervisor(folders));
          return life.get().isPresent();
        })) {
      return;
    }
    try (StackLock held = life.get().orElseThrow();
        Supervisor supervisor =
            new Supervisor(
                folders,
                environment,
                StackCommands.ofThisProcess(),
                new LinuxProcesses(),
                RestartPolicy.STANDARD)) {
      supervisor.run();
    }
    // Threads of gRPC may linger; nothing is left to do.
    System.exit(0);
  }
}
