package dev.wavewright.workflows.delivery;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Sends signals to other workflows until they have them. */
public final class Deliveries {
  private static final String NOBODY_THERE = "EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Logger logger = Workflow.getLogger(Deliveries.class);

  private Deliveries() {}

  /**
   * Sends and awaits. A receiver that takes no more signals for now (its run has had 10,000) is
   * tried again, after pauses of two seconds to a minute, until its next run takes it.
   *
   * @param what is sent, for the log
   * @return false when the receiver does not exist or has ended
   */
  public static boolean deliver(String what, Runnable signal) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        signal.run();
        return true;
      } catch (ApplicationFailure failure) {
        if (nobodyThere(failure)) {
          logger.info("{}: nobody is there", what);
          return false;
        }
        logger.warn("{} was refused and is sent again: {}", what, failure.getType());
        Workflow.sleep(pause);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
      }
    }
  }

  /**
   * Tells whether a signal failed because its receiver does not exist or has ended; any other
   * failure passes.
   *
   * @param failure null for a signal that arrived
   */
  public static boolean nobodyThere(@Nullable RuntimeException failure) {
    // The type decides, the text misleads: a receiver with too many signals in its run is also
    // called not found there.
    return failure instanceof ApplicationFailure refused
        && String.valueOf(refused.getType()).endsWith(NOBODY_THERE);
  }
}
