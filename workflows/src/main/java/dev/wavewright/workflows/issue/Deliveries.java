package dev.wavewright.workflows.issue;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.slf4j.Logger;

/** Sends signals to other workflows until they have them. */
final class Deliveries {
  private static final String NOBODY_THERE = "EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Logger logger = Workflow.getLogger(Deliveries.class);

  private Deliveries() {}

  /**
   * Sends and awaits. A receiver that takes no more signals for now (its run has had 10,000) is
   * tried again until its next run takes it.
   *
   * @return false when the receiver does not exist or has ended
   */
  static boolean deliver(Functions.Proc send) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        send.apply();
        return true;
      } catch (ApplicationFailure failure) {
        // Branch on the type: the message of the signal limit speaks of something else.
        if (String.valueOf(failure.getType()).endsWith(NOBODY_THERE)) {
          return false;
        }
        logger.warn("A signal was refused and is sent again: {}", failure.getType());
        Workflow.sleep(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }
}
