package dev.wavewright.starter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.Holding;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CapObservationTest {
  private static final PoolName POOL = PoolName.project("demo");

  @Test
  @DisplayName("C2: what was held before the step-down may stay above it and is no violation")
  void heldBefore() {
    CapObservation observation = new CapObservation(POOL, 2, view(1, 2, 3, 4));
    observation.see(view(1, 2, 3, 4));
    observation.see(view(3, 4));
    assertThat(observation.violations()).isEmpty();
    assertThat(observation.grants()).isZero();
  }

  @Test
  @DisplayName("C2: a grant that fits the lower cap is counted and is no violation")
  void grantThatFits() {
    CapObservation observation = new CapObservation(POOL, 2, view(1, 2, 3));
    observation.see(view(3, 4));
    observation.see(view(4, 5));
    observation.see(view(4, 5));
    assertThat(observation.grants()).isEqualTo(2);
    assertThat(observation.violations()).isEmpty();
  }

  @Test
  @DisplayName("C2: a grant while too many are held is a violation, told once")
  void violation() {
    CapObservation observation = new CapObservation(POOL, 2, view(1, 2, 3));
    observation.see(view(2, 3, 4));
    observation.see(view(2, 3, 4));
    assertThat(observation.violations())
        .containsExactly("the grant 0.4 to o/r#4 made 3 of project:demo at a cap of 2");
  }

  @Test
  @DisplayName("other pools and session leases do not count")
  void others() {
    CapObservation observation = new CapObservation(POOL, 1, view());
    observation.see(
        new CapacityView(
            List.of(
                holding(1, LeaseKind.IN_FLIGHT, POOL),
                holding(2, LeaseKind.SESSION, POOL),
                holding(3, LeaseKind.IN_FLIGHT, PoolName.project("other"))),
            List.of(),
            List.of(),
            false));
    assertThat(observation.grants()).isEqualTo(1);
    assertThat(observation.violations()).isEmpty();
  }

  private static CapacityView view(long... tokens) {
    return new CapacityView(
        Arrays.stream(tokens).mapToObj(token -> holding(token, LeaseKind.IN_FLIGHT, POOL)).toList(),
        List.of(),
        List.of(),
        false);
  }

  private static Holding holding(long token, LeaseKind kind, PoolName pool) {
    IssueKey key = new IssueKey("o/r#" + token);
    return new Holding(
        Ticket.of(key, 1),
        key,
        key.workflowId(),
        kind,
        new LeaseToken(0, token),
        List.of(pool),
        null,
        Instant.EPOCH,
        false);
  }
}
