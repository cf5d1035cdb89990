package dev.wavewright.workflows.wave;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.slf4j.Logger;

/** Sends signals to other workflows until they have them. */
final class Deliveries {
  private static final Logger log = Workflow.getLogger(Deliveries.class);
  private static final String TARGET_GONE =
      "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND";
  private static final Duration SEND_AGAIN = Duration.ofSeconds(5);

  private Deliveries() {}

  /**
   * Sends and awaits; what is refused for now is sent again.
   *
   * @return false if the target does not exist or has ended
   */
  static boolean deliver(String what, Runnable signal) {
    while (true) {
      try {
        signal.run();
        return true;
      } catch (ApplicationFailure failure) {
        if (TARGET_GONE.equals(failure.getType())) {
          log.info("{}: the target is gone", what);
          return false;
        }
        log.warn("{} was refused, sending it again: {}", what, failure.getOriginalMessage());
        Workflow.sleep(SEND_AGAIN);
      }
    }
  }
}
