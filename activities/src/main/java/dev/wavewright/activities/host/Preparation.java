package dev.wavewright.activities.host;

import dev.wavewright.activities.git.BranchState;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.git.Session;
import dev.wavewright.activities.process.Pulse;
import dev.wavewright.activities.tracker.Tracker;
import dev.wavewright.workflows.issue.IssueActivities.Prepared;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.RepositorySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes everything an agent needs, or finds what an earlier attempt made. */
final class Preparation {
  private final HostRooms rooms;
  private final SessionWork work;
  private final Pulse pulse;
  private final RepositorySettings repository;
  private final Path projectState;
  private final SessionFolder folder;

  Preparation(HostRooms rooms, SessionWork work, Pulse pulse) {
    this.rooms = rooms;
    this.work = work;
    this.pulse = pulse;
    this.repository = HostRooms.settings(work.project(), work.repository());
    this.projectState = rooms.project(work);
    this.folder = rooms.session(work);
  }

  Prepared run() throws IOException, InterruptedException {
    Hubs.Opened opened = rooms.open(work.project(), repository);
    // What lands from here on is seen by the check and by the landing, which look again.
    BranchState branch = opened.branch();
    Hub hub = opened.hub();
    Optional<Prepared> landed = landed(branch);
    if (landed.isPresent()) {
      return landed.get();
    }
    Optional<Tracker.Body> tracked = tracked();
    String digest = tracked.map(Tracker.Body::digest).orElse(null);
    String expected = work.text().digest();
    if (expected != null && !expected.equals(digest)) {
      String found = digest == null ? "it is gone" : "its text is another than the one planned";
      return new Prepared(Prepared.State.TEXT_CHANGED, null, "", digest, "in the tracker " + found);
    }
    IssueClaims claims = new IssueClaims(rooms, work);
    Optional<Prepared> notTaken = claims.take(hub);
    if (notTaken.isPresent()) {
      return notTaken.get();
    }
    if (claims.needed()) {
      // Whoever had it before may have landed it, and given it back, since we looked.
      branch = rooms.open(work.project(), repository).branch();
      landed = landed(branch);
      if (landed.isPresent()) {
        return landed.get();
      }
    }
    rooms.queues().open(work.repository());
    CommitId base = folder.record().map(SessionRecord::base).orElse(branch.tip());
    SetUp setUp = new SetUp(rooms, work, folder, pulse);
    setUp.discardUnfinished(hub, new Session(work.session(), folder.path(), base));
    Session session = hub.createSession(work.session(), folder.path(), base);
    rooms.index().add(work.session(), folder.path());
    Files.writeString(folder.issueText(), body(tracked));
    Dependencies dependencies = rooms.checks().dependencies();
    Dependencies.Given given =
        dependencies.find(
            projectState,
            work.project(),
            work.repository(),
            work.dependencies(),
            branch.landings());
    dependencies.write(projectState, work.project(), given, folder.dependsFile());
    Optional<String> problem = setUp.ensure(hub, session);
    if (problem.isPresent()) {
      return new Prepared(
          Prepared.State.FAILED, base, session.worktree().toString(), digest, problem.get());
    }
    // Written last: a preparation that was cut short is done again from the beginning.
    folder.keep(
        new SessionRecord(
            work.key(),
            work.session(),
            work.project().project(),
            repository,
            work.text().title(),
            base));
    if (work.inWave()) {
      rooms.housekeeping().spareWanted(hub);
    }
    return new Prepared(Prepared.State.READY, base, session.worktree().toString(), digest, "");
  }

  private Optional<Prepared> landed(BranchState branch) {
    return branch
        .find(work.key())
        .map(
            landing ->
                new Prepared(
                    Prepared.State.ALREADY_LANDED,
                    landing.commit(),
                    "",
                    null,
                    "it landed earlier"));
  }

  private Optional<Tracker.Body> tracked() {
    return work.text().body() == null
        ? rooms.trackers().of(work.project()).readBody(work.key())
        : Optional.empty();
  }

  private String body(Optional<Tracker.Body> tracked) {
    @Nullable String own = work.text().body();
    return own != null ? own : tracked.map(Tracker.Body::text).orElse("");
  }
}
