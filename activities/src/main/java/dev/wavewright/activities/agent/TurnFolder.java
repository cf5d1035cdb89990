package dev.wavewright.activities.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.wavewright.activities.process.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is on disk of one turn: {@code prompt.md}, {@code launch.json} (the newest launch, written
 * before it happens), {@code start-<n>} (pid, output and exit code of each launch), {@code
 * recovery.jsonl} (every decision, written before it is acted on), {@code stop} (someone asked to
 * stop), {@code result.json}.
 */
record TurnFolder(Path folder) {
  /**
   * One launch of this turn.
   *
   * @param number counts the launches of the turn from 1
   * @param at when, ISO-8601
   * @param agentSession the agent's own session as far as known
   */
  record LaunchRecord(
      int number,
      String at,
      int attempt,
      String agent,
      List<String> argv,
      @Nullable String agentSession) {
    LaunchRecord {
      argv = List.copyOf(argv);
    }

    LaunchRecord withAgentSession(String session) {
      return new LaunchRecord(number, at, attempt, agent, argv, session);
    }

    Instant launched() {
      return Instant.parse(at);
    }
  }

  /** A decision as it is recorded. */
  record Decision(
      String at, int attempt, String choice, boolean endProcessesFirst, String why, String facts) {}

  static TurnFolder of(Path sessionFolder, int turn) {
    return new TurnFolder(turns(sessionFolder).resolve(Integer.toString(turn)));
  }

  /** Returns every turn of a session that was begun, oldest first. */
  static List<TurnFolder> all(Path sessionFolder) throws IOException {
    Path turns = turns(sessionFolder);
    if (!Files.isDirectory(turns)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(turns)) {
      return folders
          .filter(folder -> folder.getFileName().toString().matches("[0-9]{1,9}"))
          .sorted(
              Comparator.comparingInt(folder -> Integer.parseInt(folder.getFileName().toString())))
          .map(TurnFolder::new)
          .toList();
    }
  }

  void create() throws IOException {
    Files.createDirectories(folder);
  }

  Path prompt() {
    return folder.resolve("prompt.md");
  }

  Path start(int number) {
    return folder.resolve("start-" + number);
  }

  List<Path> starts() throws IOException {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .filter(start -> start.getFileName().toString().startsWith("start-"))
          .sorted()
          .toList();
    }
  }

  Optional<LaunchRecord> launch() throws IOException {
    return read("launch.json", LaunchRecord.class);
  }

  void write(LaunchRecord launch) throws IOException {
    AtomicFiles.write(folder.resolve("launch.json"), JsonLines.write(launch));
  }

  Optional<AgentResult> result() throws IOException {
    return read("result.json", AgentResult.class);
  }

  void write(AgentResult result) throws IOException {
    AtomicFiles.write(folder.resolve("result.json"), JsonLines.write(result));
  }

  void append(Decision decision) throws IOException {
    AtomicFiles.append(folder.resolve("recovery.jsonl"), JsonLines.write(decision));
  }

  boolean stopRequested() {
    return Files.exists(folder.resolve("stop"));
  }

  void requestStop() throws IOException {
    AtomicFiles.write(folder.resolve("stop"), "");
  }

  private <T> Optional<T> read(String file, Class<T> type) throws IOException {
    Optional<String> text = AtomicFiles.read(folder.resolve(file));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonLines.read(text.get(), type));
    } catch (JsonProcessingException e) {
      throw new IOException("not as it was written: " + folder.resolve(file), e);
    }
  }

  private static Path turns(Path sessionFolder) {
    return sessionFolder.resolve("turns");
  }
}
