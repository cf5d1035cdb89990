package dev.wavewright.workflows.capacity;

import static dev.wavewright.workflows.capacity.World.issue;
import static dev.wavewright.workflows.capacity.World.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What another scheduler of waves got wrong, shown absent here. The other defects of the ten are
 * named in {@link CapacityWorkflowTest} (1, 4), {@code UsageWorkflowTest} (2, 10), {@code
 * WaveWorkflowTest} (5, 7) and {@code PlanWorkflowTest} (6).
 */
class TenDefectsTest {
  private static final PoolName BUSY = PoolName.repository(new RepositoryName("acme/busy"));

  @Test
  @DisplayName("C4, defect 3: who waits for a busy repository holds no place that others could use")
  void holdsNothingWhileItWaits() {
    try (World world = World.renewingAfter(2_000)) {
      world.gate.host(new HostRegistration(World.HOST, 5));
      IssueKey first = issue("busy", 1);
      IssueKey second = issue("busy", 2);
      IssueKey other = issue("free", 3);
      List<Requester> requesters = Stream.of(first, second, other).map(world::requester).toList();
      world.ask(first, 1, 2);
      LeaseGrant grant = world.grantOf(requesters.get(0));
      world.ask(second, 1, 2);
      until(() -> world.view().waiting().size() == 1);

      assertThat(world.heldIn(World.PROJECT)).as("places taken").isEqualTo(1);
      assertThat(world.view().waiting().getFirst().reason()).contains(BUSY.value());
      world.ask(other, 1, 2);
      assertThat(world.grantOf(requesters.get(2)).key()).isEqualTo(other);
      assertThat(requesters.get(1).grants()).isEmpty();

      world.release(grant);
      assertThat(world.grantOf(requesters.get(1)).key()).isEqualTo(second);
    }
  }

  @Test
  @DisplayName(
      "C7, C9, C10, defect 8: a waiting request has a position by priority, is cancelled, expires,"
          + " and outlasts the gate's run")
  void positionsEnd() {
    try (World world = World.renewingAfter(40)) {
      world.gate.host(new HostRegistration(World.HOST, 5));
      IssueKey holder = issue("a", 1);
      IssueKey late = issue("b", 2);
      IssueKey unwanted = issue("c", 3);
      IssueKey urgent = issue("d", 4);
      List<Requester> requesters =
          Stream.of(holder, late, unwanted, urgent).map(world::requester).toList();
      world.ask(holder, 1, 1);
      LeaseGrant grant = world.grantOf(requesters.get(0));
      Ticket expires = world.ask(late, 1, 1, Duration.ofMinutes(40));
      Ticket cancelled = world.ask(unwanted, 1, 1);
      world.askAging(urgent, new Priority(0), Duration.ofDays(1));
      until(() -> world.view().waiting().size() == 3);

      assertThat(world.view().waiting())
          .extracting(Waiting::key)
          .containsExactly(urgent, late, unwanted);
      assertThat(world.view().waiting()).extracting(Waiting::position).containsExactly(1, 2, 3);
      world.gate.cancel(new TicketCancel(cancelled, "not wanted any more"));
      until(() -> !requesters.get(2).refusals().isEmpty());
      world.pass(Duration.ofMinutes(41));
      until(() -> !requesters.get(1).refusals().isEmpty());
      until(world::hasRenewed);

      assertThat(requesters.get(2).refusals())
          .extracting(LeaseRefusal::cause)
          .containsExactly(LeaseRefusal.Cause.CANCELLED);
      assertThat(requesters.get(1).refusals())
          .extracting(LeaseRefusal::ticket, LeaseRefusal::cause)
          .containsExactly(tuple(expires, LeaseRefusal.Cause.EXPIRED));
      assertThat(world.view().waiting())
          .singleElement()
          .returns(urgent, Waiting::key)
          .returns(1, Waiting::position);
      world.release(grant);
      assertThat(world.grantOf(requesters.get(3)).key()).isEqualTo(urgent);
    }
  }

  @Test
  @DisplayName(
      "C11, defect 9: a pause binds whoever asks after it, leaves what runs alone, outlasts the"
          + " gate's run, and ends when it is resumed")
  void pauseBinds() {
    try (World world = World.renewingAfter(30)) {
      world.gate.host(new HostRegistration(World.HOST, 5));
      IssueKey running = issue("a", 1);
      IssueKey later = issue("b", 2);
      Requester one = world.requester(running);
      Requester two = world.requester(later);
      world.ask(running, 1, 5);
      world.grantOf(one);
      world.steer(CapSteering.Action.PAUSE, null);
      until(() -> world.view().paused());
      world.ask(later, 1, 5);
      until(() -> world.view().waiting().size() == 1);
      world.pass(Duration.ofHours(1));
      until(world::hasRenewed);

      assertThat(world.view().paused()).isTrue();
      assertThat(two.grants()).isEmpty();
      assertThat(world.view().waiting().getFirst().reason()).isEqualTo("paused by tester");
      assertThat(world.heldIn(World.PROJECT)).as("what runs goes on").isEqualTo(1);
      world.steer(CapSteering.Action.RESUME, null);
      assertThat(world.grantOf(two).key()).isEqualTo(later);
    }
  }
}
