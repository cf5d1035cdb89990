package dev.wavewright.it;

import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/** Waits for what other processes do, up to a deadline. */
final class Await {
  private static final long LOOK_MILLIS = 100;

  private Await() {}

  /**
   * Looks ten times a second until the condition holds. That nobody answers, as while a server
   * starts again, is not yet a failure.
   *
   * @throws AssertionError with {@code what} if it does not hold within {@code limit}
   */
  static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plus(limit);
    String seen = "";
    while (Instant.now().isBefore(deadline)) {
      try {
        if (condition.call()) {
          return;
        }
        seen = "";
      } catch (StatusRuntimeException
          | WorkflowServiceException
          | dev.wavewright.starter.stack.StackException e) {
        seen = " (" + e + ")";
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw new AssertionError("not within " + limit.toSeconds() + " s: " + what + seen);
  }
}
