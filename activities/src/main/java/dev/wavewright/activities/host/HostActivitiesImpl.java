package dev.wavewright.activities.host;

import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Session;
import dev.wavewright.activities.git.WorktreeReader;
import dev.wavewright.workflows.host.HostActivities;
import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.model.IssueKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers people's questions from this host's disk. */
public final class HostActivitiesImpl implements HostActivities {
  private static final int MOST_BYTES = 256 * 1024;

  private final HostRooms rooms;

  public HostActivitiesImpl(HostRooms rooms) {
    this.rooms = rooms;
  }

  @Override
  public HostAnswer answer(HostQuestion question) {
    return Failures.classified(
        beats ->
            switch (question.subject()) {
              case WORKTREES -> new HostAnswer("", false, worktrees(question), null);
              case AGENT_LOG -> bounded(log(session(question)));
              case PROMPT -> bounded(prompt(session(question)));
              case DIFF -> diff(question);
            });
  }

  private Path project(HostQuestion question) {
    return rooms.layout().project(question.project(), question.state());
  }

  private SessionFolder session(HostQuestion question) {
    IssueKey key = question.key();
    return SessionFolder.all(project(question)).stream()
        .filter(
            folder ->
                folder.record().map(SessionRecord::key).filter(k -> k.equals(key)).isPresent())
        .max(Comparator.comparing(SessionFolder::touched))
        .orElseThrow(
            () ->
                Failures.lasting(
                    HostAnswer.NO_SESSION,
                    "this host has no session of " + key + "; see: worktree list"));
  }

  private static String log(SessionFolder session) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path turn : turns(session)) {
      text.append("== turn ").append(turn.getFileName()).append('\n');
      for (Path log : logs(turn)) {
        text.append(new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  private static String prompt(SessionFolder session) throws IOException {
    List<Path> turns = turns(session);
    Path prompt = turns.isEmpty() ? null : turns.getLast().resolve("prompt.md");
    return prompt != null && Files.exists(prompt) ? Files.readString(prompt) : "";
  }

  private HostAnswer diff(HostQuestion question) {
    SessionFolder folder = session(question);
    SessionRecord record = folder.record().orElseThrow();
    Hub hub = rooms.hubs().existing(project(question), record.repository());
    return new WorkDiff(hub, folder, record, MOST_BYTES).answer();
  }

  private List<HostAnswer.Worktree> worktrees(HostQuestion question) throws IOException {
    List<HostAnswer.Worktree> worktrees = new ArrayList<>();
    for (SessionFolder folder : SessionFolder.all(project(question))) {
      SessionRecord record = folder.record().orElseThrow();
      Session session = new Session(record.session(), folder.path(), record.base());
      if (!Files.isDirectory(session.worktree())) {
        continue;
      }
      Hub hub = rooms.hubs().existing(project(question), record.repository());
      WorktreeReader.Size size = WorktreeReader.DEFAULT.measure(folder.path());
      worktrees.add(
          new HostAnswer.Worktree(
              record.session().value(),
              record.key().value(),
              session.worktree().toString(),
              size.bytes(),
              size.touched(),
              live(rooms.agents().livePid(record.session(), folder.path())),
              hub.isDirty(session)));
    }
    return worktrees;
  }

  private static @Nullable Long live(OptionalLong pid) {
    return pid.isPresent() ? pid.getAsLong() : null;
  }

  private static List<Path> turns(SessionFolder session) throws IOException {
    Path turns = session.path().resolve("turns");
    if (!Files.isDirectory(turns)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(turns)) {
      return found
          .filter(Files::isDirectory)
          .sorted(Comparator.comparingInt(turn -> Integer.parseInt(turn.getFileName().toString())))
          .toList();
    }
  }

  private static List<Path> logs(Path turn) throws IOException {
    List<Path> logs = new ArrayList<>();
    try (Stream<Path> found = Files.walk(turn, 2)) {
      found
          .filter(file -> file.getFileName().toString().equals("output.log"))
          .sorted()
          .forEach(logs::add);
    }
    return logs;
  }

  private static HostAnswer bounded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MOST_BYTES) {
      return new HostAnswer(text, false, List.of(), null);
    }
    int from = bytes.length - MOST_BYTES;
    while (from < bytes.length && (bytes[from] & 0xC0) == 0x80) {
      from++;
    }
    return new HostAnswer(
        new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8),
        true,
        List.of(),
        null);
  }
}
