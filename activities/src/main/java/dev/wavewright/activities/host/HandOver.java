package dev.wavewright.activities.host;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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

  /**
   * Ends the attempts of workers that are gone; returns how many. What the server cannot be told
   * now is kept for the next call.
   */
  public int endAbandonedAttempts() {
    int ended = 0;
    for (Attempts.Abandoned dead : attempts.abandoned()) {
      // Each by itself: the lock of one that is passed over here would never be given back.
      try (dead) {
        List<Told> told = dead.tokens().stream().map(this::end).toList();
        ended += Collections.frequency(told, Told.ENDED);
        if (!told.contains(Told.UNREACHED)) {
          dead.forget();
        }
      } catch (UncheckedIOException e) {
        log.warn("what a dead worker left cannot be taken over now, next time again", e);
      }
    }
    return ended;
  }

  private enum Told {
    ENDED,
    /** The server knows already, the workflow has ended, or the token was being written. */
    NEEDLESS,
    UNREACHED
  }

  private Told end(String token) {
    try {
      completions.completeExceptionally(
          Base64.getDecoder().decode(token),
          ApplicationFailure.newBuilder()
              .setType(TYPE)
              .setMessage("its worker is gone; another takes over")
              .setNextRetryDelay(AT_ONCE)
              .build());
      return Told.ENDED;
    } catch (ActivityCompletionException | IllegalArgumentException e) {
      boolean passes = e.getCause() instanceof StatusRuntimeException answer && mayPass(answer);
      log.info("an attempt {} hand-over: {}", passes ? "waits for its" : "needs no", e.toString());
      return passes ? Told.UNREACHED : Told.NEEDLESS;
    }
  }

  private static boolean mayPass(StatusRuntimeException answer) {
    return Set.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.RESOURCE_EXHAUSTED)
        .contains(answer.getStatus().getCode());
  }
}
