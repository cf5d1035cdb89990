package dev.wavewright.workflows.capacity;

import static dev.wavewright.workflows.capacity.World.issue;
import static dev.wavewright.workflows.capacity.World.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.IssueKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CapacityWorkflowTest {
  @Test
  @DisplayName(
      "C1: with a cap of one the second issue gets its leases when the first gives its back")
  void oneAfterTheOther() {
    try (World world = World.renewingAfter(2_000)) {
      world.gate.host(new HostRegistration(World.HOST, 3));
      IssueKey first = issue("api", 1);
      IssueKey second = issue("web", 2);
      Requester one = world.requester(first);
      Requester two = world.requester(second);

      world.ask(first, 1, 1);
      LeaseGrant grant = world.grantOf(one);
      world.ask(second, 1, 1);
      until(() -> world.view().waiting().size() == 1);

      assertThat(world.view().waiting().getFirst().reason())
          .isEqualTo("pool project:shop is full (1/1)");
      assertThat(two.grants()).isEmpty();

      world.release(grant);
      LeaseGrant next = world.grantOf(two);

      assertThat(next.host()).isEqualTo(World.HOST);
      assertThat(world.session(next)).isGreaterThan(world.session(grant));
      assertThat(world.view().holding()).hasSize(2).allMatch(held -> held.key().equals(second));
    }
  }
}
