package dev.wavewright.activities.agent;

import dev.wavewright.activities.process.LineFollower;
import dev.wavewright.activities.process.ManagedProcess;
import dev.wavewright.activities.process.ProcessStarter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what all processes of one turn used, from what they left on disk: whoever followed them,
 * and how often, it is the same sum.
 */
final class TurnSpend {
  private final ProcessStarter starter;
  private final AgentLaunch launch;

  TurnSpend(ProcessStarter starter, AgentLaunch launch) {
    this.starter = starter;
    this.launch = launch;
  }

  Used of(TurnFolder turn) throws IOException {
    Map<String, TokenUse> threads = before();
    Used used = Used.NOTHING;
    for (Path start : turn.starts()) {
      SpendLines lines = new SpendLines();
      read(starter.find(start, launch.session().value()), lines);
      Used more = lines.used(threads);
      threads.putAll(more.threads());
      used = used.plus(more);
    }
    return used;
  }

  /** What the agent's own sessions had used by the end of earlier turns. */
  private Map<String, TokenUse> before() throws IOException {
    Map<String, TokenUse> threads = new TreeMap<>();
    for (int number = 1; number < launch.turn(); number++) {
      TurnFolder.of(launch.sessionFolder(), number)
          .result()
          .map(AgentResult::used)
          .ifPresent(
              used ->
                  used.threads()
                      .forEach((thread, use) -> threads.merge(thread, use, TokenUse::most)));
    }
    return threads;
  }

  private static void read(ManagedProcess process, SpendLines lines) throws IOException {
    read(process.output(), lines);
    read(process.outputBeyondLimit(), lines);
  }

  private static void read(Path file, SpendLines lines) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    LineFollower output = new LineFollower(file);
    for (List<String> read = output.read(); !read.isEmpty(); read = output.read()) {
      read.forEach(lines::line);
    }
    if (!output.rest().isEmpty()) {
      lines.line(output.rest());
    }
  }
}
