package dev.wavewright.starter.stack;

import java.util.Map;
import java.util.Optional;

/** The background process of {@code wavewright up}: starts the parts and keeps them running. */
public final class SupervisorMain {
  private SupervisorMain() {}

  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    StackFolders folders = StackFolders.of(environment);
    Optional<StackLock> life = StackLock.ofSupervisor(folders);
    if (life.isEmpty()) {
      return;
    }
    try (StackLock held = life.get();
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
