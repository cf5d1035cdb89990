package dev.wavewright.activities.host;

import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.git.Session;
import dev.wavewright.activities.git.WorktreeReader;
import dev.wavewright.workflows.host.HostActivities;
import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
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
              case LOGS, AGENT_LOG, CHECK_LOG -> logs(question);
              case PROMPT -> bounded(prompt(session(question)));
              case DIFF -> diff(question);
              case ACCESS -> access(question);
              case REPOSITORY -> repository(question);
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

  private HostAnswer logs(HostQuestion question) throws IOException {
    SessionFolder session = session(question);
    SessionLogs logs =
        new SessionLogs(
            session.path(), HostLayout.checks(project(question)).resolve(session.id().value()));
    return logs.answer(question.subject(), MOST_BYTES);
  }

  private static String prompt(SessionFolder session) throws IOException {
    List<Path> turns = SessionLogs.numbered(session.path().resolve("turns"));
    Path prompt = turns.isEmpty() ? null : turns.getLast().resolve("prompt.md");
    return prompt != null && Files.exists(prompt) ? Files.readString(prompt) : "";
  }

  private HostAnswer access(HostQuestion question) {
    ProjectSettings settings = Objects.requireNonNull(question.settings());
    RepositoryName name = Objects.requireNonNull(question.repository());
    Hubs.Opened seen = rooms.look(settings, HostRooms.settings(settings, name));
    if (settings.tracker().gitHub() != null) {
      seen.hub().claims().requireLetIn(seen.branch().tip());
    }
    return new HostAnswer("", false, List.of(), "it can be read");
  }

  private HostAnswer repository(HostQuestion question) {
    ProjectSettings settings = Objects.requireNonNull(question.settings());
    RepositoryName name = Objects.requireNonNull(question.repository());
    Hubs.Opened opened = rooms.open(settings, HostRooms.settings(settings, name));
    if (settings.tracker().gitHub() != null) {
      // Each issue of GitHub begins with a claim there.
      opened.hub().claims().requireLetIn(opened.branch().tip());
    }
    return new HostAnswer(
        "", false, List.of(), "its integration branch stands at " + opened.branch().tip());
  }

  private HostAnswer diff(HostQuestion question) {
    SessionFolder folder = session(question);
    SessionRecord record = folder.record().orElseThrow();
    Hub hub = rooms.hubs().looking().existing(project(question), record.repository());
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
      Hub hub = rooms.hubs().looking().existing(project(question), record.repository());
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

  private static HostAnswer bounded(String text) {
    Tail tail = Tail.of(text, MOST_BYTES);
    return new HostAnswer(tail.text(), tail.cut(), List.of(), null);
  }
}
