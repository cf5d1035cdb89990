package dev.wavewright.activities.host;

import dev.wavewright.activities.check.CheckResult;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Session;
import dev.wavewright.activities.process.Pulse;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.RepositorySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Sets a session's worktree up, once for each worktree, before any agent works in it. */
final class SetUp {
  private static final int NAMED = 5;

  private final CheckRoom checks;
  private final SessionWork work;
  private final SessionFolder folder;
  private final RepositorySettings repository;
  private final Pulse pulse;

  SetUp(HostRooms rooms, SessionWork work, SessionFolder folder, Pulse pulse) {
    this.checks = rooms.checks();
    this.work = work;
    this.folder = folder;
    this.repository = HostRooms.settings(work.project(), work.repository());
    this.pulse = pulse;
  }

  /** Removes a worktree whose set-up failed or was cut short: nobody has worked in it. */
  void discardUnfinished(Hub hub, Session session) throws IOException, InterruptedException {
    if (Files.exists(session.worktree()) && !hub.isPrepared(session)) {
      checks.endSetUp(folder.path(), pulse);
      hub.discardSession(session.id(), session.folder());
    }
  }

  /**
   * Copies what git does not carry and runs the repository's set-up, unless that was done in this
   * very worktree.
   *
   * @return why the worktree cannot be worked in; empty when it can
   */
  Optional<String> ensure(Hub hub, Session session) throws IOException, InterruptedException {
    if (hub.isPrepared(session)) {
      return Optional.empty();
    }
    CheckRoom.copy(work.project(), repository, session.worktree());
    CheckResult result =
        checks.setUp(
            repository,
            folder.path(),
            session.worktree(),
            checks.environment(work.key(), folder.path(), session.worktree(), folder.dependsFile()),
            pulse);
    if (result.verdict() != CheckResult.Verdict.GREEN) {
      return Optional.of(result.message() + "\n" + result.logTail());
    }
    List<String> changed = hub.leaveOut(session);
    return changed.isEmpty() ? Optional.empty() : Optional.of(tracked(changed));
  }

  private static String tracked(List<String> changed) {
    String more = changed.size() > NAMED ? " and " + (changed.size() - NAMED) + " more" : "";
    return "the set-up changes files that git tracks, which would become part of the agent's change: "
        + String.join(", ", changed.subList(0, Math.min(NAMED, changed.size())))
        + more
        + "; let 'setup' and 'copy' leave them as they are (npm ci in place of npm install, for"
        + " example), or commit what they make of them";
  }
}
