package dev.wavewright.activities.host;

import dev.wavewright.activities.check.CheckResult;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Session;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.issue.IssueActivities;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this host does for issues. */
public final class IssueActivitiesImpl implements IssueActivities {
  private final HostRooms rooms;

  public IssueActivitiesImpl(HostRooms rooms) {
    this.rooms = rooms;
  }

  @Override
  public Prepared prepare(SessionWork work) {
    return Failures.classified(
        beats ->
            admitted(work)
                ? new Preparation(rooms, work, beats::check).run()
                : failed("a newer lease of " + work.key() + " exists"),
        problem -> failed(Failures.sentence(problem)));
  }

  private static Prepared failed(String message) {
    return new Prepared(Prepared.State.FAILED, null, "", null, message);
  }

  private boolean admitted(SessionWork work) {
    return rooms.fences().admit(work.key(), LeaseKind.IN_FLIGHT, work.inFlight());
  }

  @Override
  public AgentReport runAgent(AgentWork work) {
    SessionWork session = work.session();
    if (!admitted(session)
        || !rooms.fences().admit(session.key(), LeaseKind.SESSION, work.token())) {
      release(work);
      return ended(AgentReport.Ending.FENCED, "a newer lease of " + session.key() + " exists");
    }
    SessionFolder folder = rooms.session(session);
    folder.keepLease(work.token());
    AgentReport report =
        Failures.classified(
            beats -> {
              endEarlierSessions(session.key(), folder, beats);
              return new Turn(rooms, work, folder, beats).run();
            },
            problem -> ended(AgentReport.Ending.FAILED, Failures.sentence(problem)));
    new BudgetTelling(rooms.books(), session).runEnded(work, report);
    // Only here is the process tree known to be gone; whatever was thrown keeps the lease.
    release(work);
    return report;
  }

  /**
   * Ends what runs for the issue in another session: its lease is older than the one just admitted.
   * A server that lost its last writes does not know of it any more.
   */
  private void endEarlierSessions(IssueKey key, SessionFolder own, Heartbeats beats)
      throws IOException, InterruptedException {
    for (SessionFolder other : rooms.index().sessionsOf(key)) {
      if (!other.id().equals(own.id())
          && !rooms.agents().stop(other.id(), other.path(), beats::check)) {
        throw Failures.passing(
            "earlier-session",
            "processes of the earlier session " + other.id() + " do not end",
            Duration.ofSeconds(5));
      }
    }
  }

  private void release(AgentWork work) {
    rooms.gate().release(new LeaseRelease(work.session().key(), LeaseKind.SESSION, work.token()));
  }

  private static AgentReport ended(AgentReport.Ending ending, String message) {
    return new AgentReport(ending, null, null, 0, null, 0, null, "", message, null, null);
  }

  @Override
  public CheckReport check(SessionWork work, CommitId commit, int attempt) {
    CheckReport report = checked(work, commit, attempt);
    new BudgetTelling(rooms.books(), work).checked(commit, report);
    return report;
  }

  private CheckReport checked(SessionWork work, CommitId commit, int attempt) {
    return Failures.classified(
        beats -> {
          Hub hub = rooms.hub(work);
          Path state = rooms.project(work);
          CheckRoom.Subject subject = subject(work, attempt);
          return switch (rooms.checks().merge(state, hub, hub.branch(), subject, commit)) {
            case CheckRoom.Merged.Conflicting conflicting ->
                new CheckReport(
                    dev.wavewright.workflows.merge.MergeActivities.Verdict.NO_VERDICT,
                    null,
                    null,
                    Conversions.conflicts(conflicting.paths()),
                    "",
                    "the change and the integration branch do not merge");
            case CheckRoom.Merged.Candidate candidate -> {
              CheckResult result =
                  rooms
                      .checks()
                      .check(
                          state, hub, subject, candidate.commit(), candidate.given(), beats::check);
              yield new CheckReport(
                  Conversions.verdict(result.verdict()),
                  candidate.digest(),
                  result.exitCode(),
                  List.of(),
                  result.logTail(),
                  result.message());
            }
          };
        });
  }

  private CheckRoom.Subject subject(SessionWork work, int attempt) {
    return new CheckRoom.Subject(
        work.key(),
        work.session(),
        work.project(),
        HostRooms.settings(work.project(), work.repository()),
        work.text().title(),
        attempt,
        work.dependencies());
  }

  @Override
  public void stopAgent(SessionWork work) {
    boolean gone =
        Failures.classified(
            beats -> rooms.agents().stop(work.session(), rooms.session(work).path(), beats::check));
    if (!gone) {
      throw ApplicationFailure.newFailure(
          "processes of session " + work.session() + " are still there", "processes-left");
    }
  }

  @Override
  public @Nullable String rescue(SessionWork work) {
    return Failures.<Optional<String>>classified(
            beats -> session(work).flatMap(found -> rooms.hub(work).rescue(found, "parked")))
        .orElse(null);
  }

  @Override
  public @Nullable String retire(SessionWork work) {
    stopAgent(work);
    return Failures.<Optional<String>>classified(
            beats -> {
              // First: what is rescued below must be told by the attempt that rescues it.
              int attempt = Activity.getExecutionContext().getInfo().getAttempt();
              new IssueClaims(rooms, work).release(rooms.hub(work), attempt);
              new EarlierSessions(rooms, work).remove(beats::check);
              Optional<Session> session = session(work);
              if (session.isEmpty()) {
                return Optional.empty();
              }
              Hub hub = rooms.hub(work);
              rooms.checks().leave(rooms.project(work), hub, work.session(), beats::check);
              Optional<String> rescued = hub.retireSession(session.get(), "ended");
              rooms.index().remove(work.session());
              rooms.housekeeping().sessionEnded(hub);
              return rescued;
            })
        .orElse(null);
  }

  private Optional<Session> session(SessionWork work) {
    SessionFolder folder = rooms.session(work);
    return folder.record().map(record -> new Session(work.session(), folder.path(), record.base()));
  }
}
