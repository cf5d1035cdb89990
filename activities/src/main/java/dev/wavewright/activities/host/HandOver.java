package dev.wavewright.activities.host;

import dev.wavewright.activities.process.SessionLocks;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what a dead worker of this host followed. An attempt whose follower is gone would be
 * noticed only after its heartbeat time-out; a starting worker fails it by its own task token, and
 * the next attempt follows within a second.
 */
public final class HandOver {
  /** Type of the failure by which an attempt is ended in favour of the next. */
  static final String TYPE = "handed-over";

  private static final Logger log = LoggerFactory.getLogger(HandOver.class);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final SessionIndex index;
  private final SessionLocks locks;
  private final ActivityCompletionClient completions;

  public HandOver(SessionIndex index, SessionLocks locks, ActivityCompletionClient completions) {
    this.index = index;
    this.locks = locks;
    this.completions = completions;
  }

  /** Ends the attempts nobody follows any more; returns how many. */
  public int endAbandonedAttempts() {
    int ended = 0;
    for (SessionFolder session : index.sessions()) {
      Optional<String> token = session.attempt();
      if (token.isPresent() && isAbandoned(session)) {
        ended += end(session, token.get());
      }
    }
    return ended;
  }

  private boolean isAbandoned(SessionFolder session) {
    try (SessionLocks.Lock lock = locks.tryLock(session.path()).orElse(null)) {
      return lock != null;
    } catch (IOException e) {
      log.warn("cannot lock session {}: {}", session.id(), e.toString());
      return false;
    }
  }

  private int end(SessionFolder session, String token) {
    session.forgetAttempt();
    try {
      completions.completeExceptionally(
          Base64.getDecoder().decode(token),
          ApplicationFailure.newBuilder()
              .setType(TYPE)
              .setMessage("its worker is gone; another takes over")
              .setNextRetryDelay(AT_ONCE)
              .build());
      return 1;
    } catch (ActivityCompletionException e) {
      // The server knows already, or the workflow has ended.
      log.info("session {} needs no hand-over: {}", session.id(), e.toString());
      return 0;
    }
  }
}
