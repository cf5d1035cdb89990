package dev.wavewright.starter.cli;

import dev.wavewright.starter.process.ChildProcess;
import dev.wavewright.starter.stack.StackFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs as a worker would find them. */
final class Programs {
  /** How long a program may take to say something small. */
  static final Duration SHORT = Duration.ofSeconds(20);

  /** How long somebody over the network may take for one answer. */
  static final Duration REMOTE = Duration.ofMinutes(1);

  private final CliContext context;

  Programs(CliContext context) {
    this.context = context;
  }

  /** Looks where a worker looks: what is named, what is in the cache, what is on PATH. */
  Optional<Path> opencode() {
    String named = context.environment().getOrDefault("WAVEWRIGHT_OPENCODE", "");
    if (!named.isBlank()) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    Path cached = StackFolders.of(context.environment()).cache().resolve("agents/opencode");
    if (Files.isDirectory(cached)) {
      try (Stream<Path> versions = Files.list(cached)) {
        Optional<Path> found =
            versions
                .map(each -> each.resolve("node_modules/opencode-linux-x64/bin/opencode"))
                .filter(Files::isExecutable)
                .max(Comparator.naturalOrder());
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException unreadable) {
        // A worker could not use it either.
      }
    }
    return onPath("opencode");
  }

  Optional<Path> onPath(String program) {
    for (String folder : context.environment().getOrDefault("PATH", "").split(":", -1)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder).resolve(program);
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  ChildProcess.Ended run(List<String> command) throws InterruptedException {
    return ChildProcess.run(context.folder(), Map.of(), SHORT, command);
  }
}
