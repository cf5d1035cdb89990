package dev.wavewright.workflows.capacity;

import static dev.wavewright.workflows.capacity.World.issue;
import static dev.wavewright.workflows.capacity.World.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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
      until(() -> world.view().holding().size() == 2);
      assertThat(world.view().holding()).allMatch(held -> held.key().equals(second));
    }
  }

  @Test
  @DisplayName("L3: what has waited long goes before what has come since at a better priority")
  void aged() {
    try (World world = World.renewingAfter(40)) {
      world.gate.host(new HostRegistration(World.HOST, 3));
      IssueKey holder = issue("a", 1);
      IssueKey late = issue("b", 2);
      IssueKey old = issue("c", 3);
      List<Requester> requesters = Stream.of(holder, late, old).map(world::requester).toList();
      world.ask(holder, 1, 1);
      LeaseGrant first = world.grantOf(requesters.getFirst());
      world.askAging(old, new Priority(4), Duration.ofHours(1));
      until(() -> world.view().waiting().size() == 1);
      world.pass(Duration.ofHours(3));
      until(world::hasRenewed);
      world.askAging(late, new Priority(2), Duration.ofHours(1));
      until(() -> world.view().waiting().size() == 2);

      assertThat(world.view().waiting())
          .extracting(CapacityView.Waiting::key)
          .containsExactly(old, late);
      assertThat(world.view().waiting().getFirst().priority()).isEqualTo(new Priority(1));
      world.release(first);
      assertThat(world.grantOf(requesters.getLast()).key()).isEqualTo(old);
      assertThat(requesters.get(1).grants()).isEmpty();
    }
  }

  @Test
  @DisplayName("C7: of requests that come together the best rank is granted, wherever it stands")
  void together() {
    try (World world = World.renewingAfter(2_000)) {
      world.gate.host(new HostRegistration(World.HOST, 3));
      IssueKey best = issue("a", 1);
      IssueKey second = issue("b", 2);
      IssueKey last = issue("c", 3);
      List<Requester> requesters = Stream.of(last, best, second).map(world::requester).toList();
      world.gate.requestAll(
          new LeaseRequests(
              Stream.of(last, best, second).map(key -> world.request(key, 1, 1, null)).toList()));

      LeaseGrant grant = world.grantOf(requesters.get(1));

      assertThat(grant.key()).isEqualTo(best);
      assertThat(world.view().waiting())
          .extracting(CapacityView.Waiting::key)
          .containsExactly(second, last);
    }
  }

  @Test
  @DisplayName(
      "C7: a place that is given back with requests goes to the best in line after them, not to who"
          + " waited before")
  void givenBackTogether() {
    try (World world = World.renewingAfter(2_000)) {
      world.gate.host(new HostRegistration(World.HOST, 3));
      IssueKey best = issue("a", 1);
      IssueKey holder = issue("b", 2);
      IssueKey waits = issue("c", 3);
      List<Requester> requesters = Stream.of(best, holder, waits).map(world::requester).toList();
      world.ask(holder, 1, 1);
      LeaseGrant held = world.grantOf(requesters.get(1));
      world.ask(waits, 1, 1);
      until(() -> world.view().waiting().size() == 1);

      LeaseToken place = held.lease(LeaseKind.IN_FLIGHT).orElseThrow().token();
      world.gate.requestAll(
          new LeaseRequests(
              List.of(world.request(best, 1, 1, null)),
              List.of(new LeaseRelease(holder, LeaseKind.IN_FLIGHT, place))));

      assertThat(world.grantOf(requesters.getFirst()).key()).isEqualTo(best);
      assertThat(world.view().waiting())
          .extracting(CapacityView.Waiting::key)
          .containsExactly(waits);
    }
  }

  @Test
  @DisplayName(
      "WAVE-9, C2, defect 1: a step-down reduces admission and touches nobody; a step-up restores it")
  void stepDownReducesAdmission() {
    try (World world = World.renewingAfter(40)) {
      world.gate.host(new HostRegistration(World.HOST, 5));
      List<IssueKey> keys =
          List.of(issue("a", 1), issue("b", 2), issue("c", 3), issue("d", 4), issue("e", 5));
      List<Requester> requesters = keys.stream().map(world::requester).toList();
      keys.subList(0, 3).forEach(key -> world.ask(key, 1, 3));
      List<LeaseGrant> grants = requesters.subList(0, 3).stream().map(world::grantOf).toList();

      world.steer(CapSteering.Action.STEP_DOWN, World.PROJECT);
      world.steer(CapSteering.Action.STEP_DOWN, World.PROJECT);
      until(() -> world.effective(World.PROJECT) == 1);
      assertThat(world.heldIn(World.PROJECT)).isEqualTo(3);

      world.ask(keys.get(3), 1, 3);
      world.ask(keys.get(4), 1, 3);
      world.release(grants.get(0));
      world.release(grants.get(1));
      until(() -> world.heldIn(World.PROJECT) == 1 && world.view().waiting().size() == 2);
      assertThat(world.view().waiting().getFirst().reason())
          .isEqualTo("pool project:shop is full (1/1)");

      world.release(grants.get(2));
      world.grantOf(requesters.get(3));
      assertThat(requesters.get(4).grants()).isEmpty();
      assertThat(world.heldIn(World.PROJECT)).isEqualTo(1);

      world.steer(CapSteering.Action.STEP_UP, World.PROJECT);
      world.grantOf(requesters.get(4));
      assertThat(world.heldIn(World.PROJECT)).isEqualTo(2);
      until(world::hasRenewed);
    }
  }

  @Test
  @DisplayName(
      "C11, defect 4: a pause of everything admits nobody, also none who waited before it; C8, L5")
  void pause() {
    try (World world = World.renewingAfter(30)) {
      world.gate.host(new HostRegistration(World.HOST, 5));
      IssueKey first = issue("a", 1);
      IssueKey second = issue("b", 2);
      Requester one = world.requester(first);
      Requester two = world.requester(second);
      world.ask(first, 1, 1);
      LeaseGrant grant = world.grantOf(one);
      world.ask(second, 1, 1);
      world.steer(CapSteering.Action.PAUSE, null);
      until(() -> world.view().paused());
      assertThat(world.view().pools())
          .filteredOn(pool -> pool.name().equals(World.HOST.pool()))
          .singleElement()
          .satisfies(
              pool -> {
                assertThat(pool.effective()).isZero();
                assertThat(pool.afterPause()).isEqualTo(5);
                assertThat(pool.reason()).isEqualTo("paused: trying");
              });

      world.release(grant);
      until(() -> world.view().holding().isEmpty());
      assertThat(world.view().waiting())
          .singleElement()
          .satisfies(
              waits -> {
                assertThat(waits.position()).isEqualTo(1);
                assertThat(waits.reason()).isEqualTo("paused by tester");
              });
      assertThat(two.grants()).isEmpty();

      world.steer(CapSteering.Action.RESUME, null);
      assertThat(world.grantOf(two).ticket()).isEqualTo(Ticket.of(second, 1));
    }
  }

  @Test
  @DisplayName("L5: who waits for a drained host is told of it, and what ends the wait")
  void drainedHost() {
    try (World world = World.renewingAfter(2_000)) {
      world.gate.host(new HostRegistration(World.HOST, 5));
      world.steer(CapSteering.Action.PAUSE, World.HOST.pool());
      IssueKey key = issue("a", 1);
      Requester requester = world.requester(key);
      world.ask(key, 1, 3);
      until(() -> world.view().waiting().size() == 1);

      CapacityView.Waiting waits = world.view().waiting().getFirst();
      assertThat(waits.reason())
          .isEqualTo("no host takes a session: " + World.HOST.pool() + " is drained by tester");
      assertThat(waits.why()).isEqualTo(WaitReason.PAUSED);
      assertThat(waits.pool()).isEqualTo(World.HOST.pool());
      assertThat(requester.grants()).isEmpty();

      world.steer(CapSteering.Action.RESUME, World.HOST.pool());
      assertThat(world.grantOf(requester).host()).isEqualTo(World.HOST);
    }
  }

  @Test
  @DisplayName(
      "L2: a terminated holder's in-flight lease is free at the next sweep, its session lease only"
          + " when its host confirms")
  void terminatedHolder() {
    try (World world = World.renewingAfter(60)) {
      world.gate.host(new HostRegistration(World.HOST, 1));
      IssueKey lost = issue("a", 1);
      IssueKey next = issue("b", 2);
      LeaseGrant grant = world.grantTo(lost);
      Requester waits = world.requester(next);
      world.ask(next, 1, 1);
      until(() -> world.view().waiting().size() == 1);

      world.terminate(lost);
      world.pass(Duration.ofSeconds(31));
      until(() -> world.view().holding().size() == 1);
      assertThat(world.view().holding())
          .singleElement()
          .satisfies(
              held -> {
                assertThat(held.kind()).isEqualTo(LeaseKind.SESSION);
                assertThat(held.draining()).isTrue();
              });
      assertThat(waits.grants()).isEmpty();
      assertThat(world.view().waiting().getFirst().reason())
          .isEqualTo("no host has a free session");

      world.gone.add(world.session(grant));
      world.pass(Duration.ofSeconds(31));
      assertThat(world.session(world.grantOf(waits))).isGreaterThan(world.session(grant));
    }
  }

  @Test
  @DisplayName(
      "SES-5: a host under pressure takes no new session, says why, keeps what it runs, and goes on")
  void pressure() {
    try (World world = World.renewingAfter(60)) {
      world.gate.host(new HostRegistration(World.HOST, 3));
      Requester waits = world.requester(issue("b", 2));
      LeaseGrant runs = world.grantTo(issue("a", 1));
      String measured = "memory: 1 GiB free";
      HostCondition condition =
          new HostCondition(World.HOST, Pressure.MEMORY, measured, "3 sessions: auto");
      world.gate.tell(condition);
      until(() -> world.gate.condition(World.HOST).equals(condition));

      world.ask(issue("b", 2), 3, 3, Duration.ofHours(1));
      until(() -> world.view().waiting().size() == 1);
      CapacityView.Waiting held = world.view().waiting().getFirst();
      assertThat(held.why()).isEqualTo(WaitReason.HOST_UNDER_PRESSURE);
      assertThat(held.reason()).contains(World.HOST + " takes no new session: " + measured);
      assertThat(held.deadline()).as("its clock runs").isNotNull();
      assertThat(world.view().holding())
          .extracting(CapacityView.Holding::token)
          .contains(world.session(runs));

      world.gate.tell(new HostCondition(World.HOST, Pressure.NONE, "", "3 sessions: auto"));
      assertThat(world.grantOf(waits).host()).isEqualTo(World.HOST);
    }
  }

  @Test
  @DisplayName(
      "L2: what drains on a host declared lost counts no more, and again when the host comes back")
  void lostHost() {
    try (World world = World.renewingAfter(60)) {
      world.gate.host(new HostRegistration(World.HOST, 1));
      IssueKey lost = issue("a", 1);
      IssueKey next = issue("b", 2);
      LeaseGrant grant = world.grantTo(lost);
      world.terminate(lost);
      world.pass(Duration.ofSeconds(31));
      until(() -> world.view().holding().stream().allMatch(CapacityView.Holding::draining));
      HostId other = new HostId("beta");
      world.gate.steer(
          new CapSteering(CapSteering.Action.SET, World.AGENT, 1, "tester", "one of a kind"));
      world.gate.host(new HostRegistration(other, 1));
      Requester waits = world.requester(next);
      world.ask(next, 1, 1);
      until(() -> world.view().waiting().size() == 1);

      world.gate.hostLost(new HostLoss(World.HOST, "tester"));

      LeaseGrant taken = world.grantOf(waits);
      assertThat(taken.host()).isEqualTo(other);
      assertThat(world.effective(World.HOST.pool())).isZero();
      assertThat(world.heldIn(World.HOST.pool())).isZero();

      world.gate.steer(
          new CapSteering(CapSteering.Action.SET, World.HOST.pool(), 5, "tester", "not now"));
      world.gate.host(new HostRegistration(World.HOST, 1));
      until(() -> world.heldIn(World.HOST.pool()) == 1);
      assertThat(world.effective(World.HOST.pool())).as("not what was set meanwhile").isOne();
      assertThat(world.heldIn(World.AGENT)).as("more than the cap, and said").isEqualTo(2);
      world.gone.add(world.session(grant));
      world.pass(Duration.ofSeconds(31));
      until(() -> world.heldIn(World.HOST.pool()) == 0);
    }
  }

  @Test
  @DisplayName("L2: a requester that is dead when its turn comes blocks nobody and leaves nothing")
  void deadWaiter() {
    try (World world = World.renewingAfter(2_000)) {
      world.gate.host(new HostRegistration(World.HOST, 1));
      IssueKey first = issue("a", 1);
      IssueKey dead = issue("b", 2);
      IssueKey last = issue("c", 3);
      Requester one = world.requester(first);
      world.requester(dead);
      Requester three = world.requester(last);
      world.ask(first, 1, 1);
      LeaseGrant grant = world.grantOf(one);
      world.ask(dead, 1, 1);
      world.ask(last, 1, 1);
      until(() -> world.view().waiting().size() == 2);

      world.terminate(dead);
      world.release(grant);

      world.grantOf(three);
      until(() -> world.view().holding().size() == 2);
      assertThat(world.view().holding()).allMatch(held -> held.key().equals(last));
    }
  }

  @Test
  @DisplayName("C9: a cancel of a waiting ticket is refused as cancelled without a grant")
  void cancelWaiting() {
    try (World world = World.renewingAfter(2_000)) {
      IssueKey key = issue("a", 1);
      Requester requester = world.requester(key);
      Ticket ticket = world.ask(key, 1, 1);
      world.gate.cancel(new TicketCancel(ticket, "changed my mind"));

      until(() -> !requester.refusals().isEmpty());
      assertThat(requester.refusals())
          .containsExactly(
              new LeaseRefusal(
                  ticket,
                  LeaseRefusal.Cause.CANCELLED,
                  "cancelled without a grant: changed my mind"));
      assertThat(requester.grants()).isEmpty();
      assertThat(world.view().waiting()).isEmpty();
      assertThat(world.view().ended()).containsExactly(new CapacityView.Ended(ticket, "cancelled"));
    }
  }

  @Test
  @DisplayName("C9, C3: a cancel that comes after the grant says so, and a late release frees once")
  void cancelGranted() {
    try (World world = World.renewingAfter(40)) {
      world.gate.host(new HostRegistration(World.HOST, 1));
      IssueKey key = issue("a", 1);
      Requester requester = world.requester(key);
      Ticket ticket = world.ask(key, 1, 1);
      LeaseGrant grant = world.grantOf(requester);
      world.gate.cancel(new TicketCancel(ticket, "too late"));

      until(() -> !requester.refusals().isEmpty());
      assertThat(requester.refusals().getFirst().message())
          .isEqualTo("cancelled after its grant: too late");
      assertThat(world.view().holding())
          .singleElement()
          .matches(held -> held.kind() == LeaseKind.SESSION && held.draining());

      world.release(grant);
      world.release(grant);
      until(() -> world.view().holding().isEmpty());
    }
  }

  @Test
  @DisplayName("C7 C10: a place and a deadline a person gave outlast a wave's ranks and a renewal")
  void placedByHand() {
    try (World world = World.renewingAfter(40)) {
      List<IssueKey> keys = List.of(issue("a", 1), issue("b", 2), issue("c", 3));
      keys.forEach(world::requester);
      List<Ticket> tickets =
          keys.stream().map(key -> world.ask(key, 1, 1, Duration.ofHours(2))).toList();
      until(() -> world.view().waiting().size() == 3);
      Instant deadline =
          Objects.requireNonNull(world.view().waiting().getLast().deadline()).plusSeconds(3_600);

      world.gate.place(
          new TicketPlacement(tickets.get(2), TicketPlacement.Where.FRONT, null, "ada"));
      world.gate.place(
          new TicketPlacement(tickets.get(1), TicketPlacement.Where.BEFORE, tickets.get(0), "ada"));
      world.gate.extend(new TicketExtension(tickets.get(2), deadline));
      world.gate.extend(new TicketExtension(tickets.get(2), deadline));
      world.gate.move(
          new TicketMoves(
              List.of(
                  new TicketMoves.Move(tickets.get(0), -7),
                  new TicketMoves.Move(tickets.get(1), 7),
                  new TicketMoves.Move(tickets.get(2), 8))));
      until(
          () -> {
            // Changes nothing, and no clock stands still.
            world.steer(CapSteering.Action.STEP_UP, World.PROJECT);
            return world.hasRenewed();
          });

      assertThat(world.view().waiting())
          .extracting(CapacityView.Waiting::ticket)
          .containsExactly(tickets.get(2), tickets.get(1), tickets.get(0));
      CapacityView.Waiting first = world.view().waiting().getFirst();
      assertThat(first.placedBy()).isEqualTo("ada");
      assertThat(first.rank()).isEqualTo(8);
      assertThat(first.deadline()).isEqualTo(deadline);
    }
  }

  @Test
  @DisplayName("C10: a deadline fires once, not early, over continue-as-new, and not in a pause")
  void deadline() {
    try (World world = World.renewingAfter(40)) {
      IssueKey key = issue("a", 1);
      IssueKey other = issue("b", 2);
      Requester requester = world.requester(key);
      world.requester(other);
      // Far apart, for the server's clock also runs while this waits.
      world.ask(key, 1, 1, Duration.ofMinutes(20));
      until(() -> world.view().waiting().size() == 1);
      world.pass(Duration.ofMinutes(5));
      until(world::hasRenewed);
      world.steer(CapSteering.Action.PAUSE, null);
      until(() -> world.view().paused());
      world.pass(Duration.ofMinutes(12));
      assertThat(world.view().waiting().getFirst().deadline()).isNull();
      assertThat(world.view().waiting().getFirst().remaining())
          .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
      assertThat(requester.refusals()).isEmpty();

      world.steer(CapSteering.Action.RESUME, null);
      until(() -> !world.view().paused());
      world.pass(Duration.ofMinutes(4));
      assertThat(requester.refusals()).isEmpty();
      world.pass(Duration.ofMinutes(12));
      until(() -> !requester.refusals().isEmpty());
      assertThat(requester.refusals())
          .singleElement()
          .matches(refusal -> refusal.cause() == LeaseRefusal.Cause.EXPIRED);
      assertThat(world.view().ended())
          .containsExactly(new CapacityView.Ended(Ticket.of(key, 1), "expired"));
    }
  }
}
