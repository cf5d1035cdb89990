package dev.wavewright.workflows.capacity.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request in the queue.
 *
 * @param since when it was accepted
 * @param remaining what is left of its longest wait while a pause stops that clock, else null
 * @param expiresAt when its longest wait ends while the clock runs, else null
 */
public record Waiting(
    Request request, Instant since, @Nullable Duration remaining, @Nullable Instant expiresAt) {
  Waiting with(Request changed) {
    return new Waiting(changed, since, remaining, expiresAt);
  }

  /** Stops or starts the clock of the deadline; without a deadline nothing changes. */
  Waiting clocked(boolean stopped, Instant now) {
    if (stopped && expiresAt != null) {
      return new Waiting(request, since, Duration.between(now, expiresAt), null);
    }
    if (!stopped && remaining != null) {
      return new Waiting(request, since, null, now.plus(remaining));
    }
    return this;
  }
}
