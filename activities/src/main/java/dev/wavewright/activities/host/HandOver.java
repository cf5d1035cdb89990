package dev.wavewright.activities.host;

import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what a dead worker of this host was doing. An attempt whose worker is gone would be
 * noticed only after its heartbeat time-out; another worker fails it by its own task token, and the
 * next attempt follows within a second.
 */
public final class HandOver {
  /** Type of the failure by which an attempt is ended in favour of the next. */
  static final String TYPE = "handed-over";

  private static final Logger log = LoggerFactory.getLogger(HandOver.class);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final Attempts attempts;
  private final ActivityCompletionClient completions;

  public HandOver(Attempts attempts, ActivityCompletionClient completions) {
    this.attempts = attempts;
    this.completions = completions;
  }

  /** Ends the attempts of workers that are gone; returns how many. */
  public int endAbandonedAttempts() {
    int ended = 0;
    for (Attempts.Abandoned dead : attempts.abandoned()) {
      try (dead) {
        for (String token : dead.tokens()) {
          ended += end(token);
        }
        dead.forget();
      }
    }
    return ended;
  }

  private int end(String token) {
    try {
      completions.completeExceptionally(
          Base64.getDecoder().decode(token),
          ApplicationFailure.newBuilder()
              .setType(TYPE)
              .setMessage("its worker is gone; another takes over")
              .setNextRetryDelay(AT_ONCE)
              .build());
      return 1;
    } catch (ActivityCompletionException | IllegalArgumentException e) {
      // The server knows already, the workflow has ended, or the token was being written.
      log.info("an attempt needs no hand-over: {}", e.toString());
      return 0;
    }
  }
}
