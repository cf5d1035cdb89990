package dev.wavewright.it;

import dev.wavewright.starter.stack.StackException;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what other processes do, up to a deadline. */
final class Await {
  /**
   * Only a failure waits so long: some of what is waited for are starts of several JVMs, and the
   * machine may be busy with other work.
   */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final long LOOK_MILLIS = 100;

  private Await() {}

  /**
   * Looks ten times a second until the condition holds. That nobody answers, as while a server
   * starts again, is not yet a failure.
   *
   * @throws AssertionError with {@code what} if it does not hold within {@link #PATIENCE}
   */
  static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String seen = "";
    do {
      try {
        if (condition.call()) {
          return;
        }
        seen = "";
      } catch (StatusRuntimeException | WorkflowServiceException | StackException e) {
        seen = " (" + e + ")";
      }
      Thread.sleep(LOOK_MILLIS);
    } while (System.nanoTime() < deadline);
    throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what + seen);
  }
}
