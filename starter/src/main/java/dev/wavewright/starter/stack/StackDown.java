package dev.wavewright.starter.stack;

import dev.wavewright.starter.stack.StackRecord.Phase;
import dev.wavewright.starter.stack.StackRecord.Role;
import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Stops exactly what {@code up} and {@code worker} started. */
public final class StackDown {
  /** How long workers may take to hand their sessions over. */
  static final Duration DRAIN = Duration.ofSeconds(40);

  private static final Duration GRACE = Duration.ofSeconds(15);

  private final StackFolders folders;
  private final ProcessControl processes;

  public StackDown(StackFolders folders, ProcessControl processes) {
    this.folders = folders;
    this.processes = processes;
  }

  /** What a run of {@code down} did: the parts it ended, each with its pid. */
  public record Stopped(List<String> parts) {
    public Stopped {
      parts = List.copyOf(parts);
    }
  }

  /** Stops the stack; stopping what does not run is done at once. */
  public Stopped down() {
    StackFile file = new StackFile(folders);
    if (!Files.isDirectory(folders.state())) {
      return new Stopped(List.of());
    }
    Optional<StackRecord> found;
    try (StackLock lock = StackLock.ofChanges(folders)) {
      found = file.read();
      found.ifPresent(record -> file.write(record.withPhase(Phase.STOPPING, null)));
    }
    List<String> ended = new ArrayList<>();
    if (found.isPresent()) {
      for (Role role : List.of(Role.WORKER, Role.GATEWAY, Role.TEMPORAL, Role.SUPERVISOR)) {
        for (RunningProcess part : found.get().processes()) {
          if (part.role() == role) {
            end(part, ended);
          }
        }
      }
    }
    ended.addAll(PidFiles.endAll(folders, processes, GRACE));
    deleteReadyFiles();
    try (StackLock lock = StackLock.ofChanges(folders)) {
      file.read()
          .ifPresent(
              record -> file.write(record.withPhase(Phase.STOPPED, null).withProcesses(List.of())));
    }
    return new Stopped(ended);
  }

  private void end(RunningProcess part, List<String> ended) {
    if (part.role() == Role.SUPERVISOR) {
      // It saw the phase change; with a server inside it waits for the workers first.
      Waiting.until(GRACE, () -> !processes.lives(part.pid(), part.identity()));
      ended.add(part.name() + " (" + part.pid() + ")");
    } else if (processes.lives(part.pid(), part.identity())) {
      ended.add(part.name() + " (" + part.pid() + ")");
    }
    processes.end(part.pid(), part.identity(), part.role() == Role.WORKER ? DRAIN : GRACE);
    PidFiles.forget(folders, part.name());
  }

  private void deleteReadyFiles() {
    if (!Files.isDirectory(folders.run())) {
      return;
    }
    try (Stream<Path> files = Files.list(folders.run())) {
      for (Path file :
          files.filter(name -> name.getFileName().toString().endsWith(".ready")).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw StackFile.unwritable(folders.run().resolve("any.ready"), e);
    }
  }
}
