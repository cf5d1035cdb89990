package dev.wavewright.activities.host;

import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Session;
import dev.wavewright.activities.process.Pulse;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.LeaseKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier runs of an issue left on this host, of which nobody knows any more: their server
 * lost its last writes, or they were terminated. It is cleaned up when a later run ends; what had
 * not landed is kept on a rescue ref.
 */
final class EarlierSessions {
  private static final Logger log = LoggerFactory.getLogger(EarlierSessions.class);

  private final HostRooms rooms;
  private final SessionWork work;

  EarlierSessions(HostRooms rooms, SessionWork work) {
    this.rooms = rooms;
    this.work = work;
  }

  /** Removes them; one whose processes do not end stays as it is. */
  void remove(Pulse pulse) throws IOException, InterruptedException {
    List<SessionFolder> others =
        rooms.index().sessionsOf(work.key()).stream().filter(this::isOther).toList();
    // After the look, never before: a run that comes later has its token admitted before it has
    // anything here, so whoever is still admitted now has not seen anything of it.
    if (others.isEmpty()
        || !rooms.fences().admit(work.key(), LeaseKind.IN_FLIGHT, work.inFlight())) {
      return;
    }
    for (SessionFolder other : others) {
      if (rooms.agents().stop(other.id(), other.path(), pulse)) {
        remove(other, pulse);
      } else {
        log.warn("processes of the earlier session {} do not end: it stays", other.id());
      }
    }
  }

  /** A session of the same issue in another project has another hub. */
  private boolean isOther(SessionFolder session) {
    return !session.id().equals(work.session())
        && HostLayout.sessions(rooms.project(work)).equals(session.path().getParent())
        && session
            .record()
            .filter(record -> record.repository().name().equals(work.repository()))
            .isPresent();
  }

  private void remove(SessionFolder other, Pulse pulse) throws IOException, InterruptedException {
    Hub hub = rooms.hub(work);
    rooms.checks().leave(rooms.project(work), hub, other.id(), pulse);
    Optional<Session> session =
        other.record().map(record -> new Session(other.id(), other.path(), record.base()));
    Optional<String> rescued = session.flatMap(found -> hub.retireSession(found, "earlier run"));
    rooms.index().remove(other.id());
    rooms.housekeeping().sessionEnded(hub);
    log.info(
        "removed the session {} of an earlier run of {}, {}",
        other.id(),
        work.key(),
        rescued.map(ref -> "its work is kept as " + ref).orElse("it had no work"));
  }
}
