package dev.wavewright.workflows.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.core.Event;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a send ended, by the types under which the SDK reports the server's causes. */
class CourierTest {
  private static final String CAUSE = "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_";

  private static RuntimeException failed(String cause) {
    // The text is the same for every cause.
    return ApplicationFailure.newFailure("external workflow execution not found", CAUSE + cause);
  }

  @Test
  @DisplayName("what arrived is delivered; a receiver that is not there ends its request")
  void deliveredOrNobodyThere() {
    assertThat(Courier.result(7, null)).isEqualTo(new Event.Delivered(7));
    assertThat(Courier.result(7, failed("EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND")))
        .isEqualTo(new Event.Undeliverable(7));
  }

  @Test
  @DisplayName("C14: a receiver with too many signals in its run is no lost one: it is sent again")
  void tooManySignals() {
    assertThat(Courier.result(7, failed("SIGNAL_COUNT_LIMIT_EXCEEDED")))
        .isEqualTo(new Event.NotDelivered(7));
    assertThat(Courier.result(7, failed("NAMESPACE_NOT_FOUND")))
        .isEqualTo(new Event.NotDelivered(7));
    assertThat(Courier.result(7, new CanceledFailure("called off")))
        .isEqualTo(new Event.NotDelivered(7));
  }
}
