package dev.wavewright.workflows.capacity;

import static dev.wavewright.workflows.capacity.World.issue;
import static dev.wavewright.workflows.capacity.World.until;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_TIMER_STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.core.CapacityDecider;
import dev.wavewright.workflows.capacity.core.CapacitySnapshot;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Lease;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The gate over its continue-as-news, on Temporal's test server. */
class CapacityRenewalTest {
  @Test
  @DisplayName("C6, C13: many grants over many continue-as-news reach each requester exactly once")
  void manyRenewals() {
    try (World world = World.renewingAfter(30)) {
      world.gate.host(new HostRegistration(World.HOST, 3));
      List<IssueKey> keys =
          IntStream.rangeClosed(1, 8).mapToObj(number -> issue("r" + number, number)).toList();
      List<Requester> requesters = keys.stream().map(world::requester).toList();
      keys.forEach(key -> world.ask(key, 1, 3));
      for (Requester requester : requesters) {
        LeaseGrant grant = world.grantOf(requester);
        assertThat(world.heldIn(World.PROJECT)).isLessThanOrEqualTo(3);
        world.release(grant);
      }
      until(() -> world.view().holding().isEmpty());

      until(world::hasRenewed);
      assertThat(requesters).allMatch(requester -> requester.grants().size() == 1);
      world.ask(keys.getFirst(), 2, 3);
      until(() -> requesters.getFirst().grants().size() == 2);
      LeaseGrant again = requesters.getFirst().grants().getLast();
      assertThat(world.session(again))
          .isGreaterThan(world.session(requesters.getLast().grants().getFirst()));
      world.ask(keys.getFirst(), 2, 3);
      until(() -> requesters.getFirst().grants().size() == 3);
      assertThat(requesters.getFirst().grants().getLast()).isEqualTo(again);
    }
  }

  /**
   * Looks at the timer instead of letting time pass: the test server stops skipping time once a run
   * has closed with an activity out.
   */
  @Test
  @DisplayName("C14: a run with many messages to send sends them before it gives its state away")
  void manyMessages() {
    try (World world = World.renewingAfter(14)) {
      for (int first = 1; first <= 1_201; first += 400) {
        world.gate.requestAll(
            new LeaseRequests(
                IntStream.range(first, first + 400)
                    .mapToObj(number -> tooLong(issue("a", number)))
                    .toList()));
      }

      until(world::hasRenewed);

      assertThat(world.statesCarried())
          .isNotEmpty()
          .allSatisfy(
              state ->
                  assertThat(state.outbox())
                      .hasSizeLessThanOrEqualTo(CapacityWorkflowImpl.MOST_MESSAGES_CARRIED));
    }
  }

  /** A request that is refused at the door; nobody is there to hear it. */
  private static LeaseRequest tooLong(IssueKey key) {
    return new LeaseRequest(
        Ticket.of(key, 1),
        key,
        key.workflowId(),
        "run",
        "x".repeat(2_100),
        List.of(),
        true,
        List.of(),
        List.of(),
        Priority.DEFAULT,
        0,
        null,
        null,
        "too long",
        null);
  }

  @Test
  @DisplayName("C10, C13: a run that begins while a sweep is out sets its own timer for a deadline")
  void renewalDuringSweep() {
    try (World world = World.renewingAfter(20)) {
      CountDownLatch sweeps = new CountDownLatch(1);
      world.holdSweeps(sweeps);
      IssueKey key = issue("a", 1);
      world.requester(key);
      // Its end has to come before the next sweep, thirty seconds after this one.
      world.ask(key, 1, 1, Duration.ofSeconds(50));
      until(() -> world.view().waiting().size() == 1);
      world.pass(Duration.ofSeconds(30));
      until(() -> has(world.runsOfGate().getLast(), EVENT_TYPE_ACTIVITY_TASK_SCHEDULED));
      until(
          () -> {
            world.steer(CapSteering.Action.STEP_UP, World.PROJECT);
            return world.hasRenewed();
          });

      until(() -> has(world.runsOfGate().getLast(), EVENT_TYPE_TIMER_STARTED));
      List<WorkflowExecutionHistory> runs = world.runsOfGate();
      assertThat(has(runs.getFirst(), EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)).isTrue();
      assertThat(has(runs.getFirst(), EVENT_TYPE_ACTIVITY_TASK_COMPLETED)).isFalse();
      HistoryEvent timer =
          runs.getLast().getEvents().stream()
              .filter(event -> event.getEventType() == EVENT_TYPE_TIMER_STARTED)
              .findFirst()
              .orElseThrow();
      assertThat(timer.getTimerStartedEventAttributes().getStartToFireTimeout().getSeconds())
          .isLessThanOrEqualTo(20);
      sweeps.countDown();
    }
  }

  @Test
  @DisplayName("C6, C13: a grant not confirmed before continue-as-new is sent with the same token")
  void unconfirmedGrant() {
    try (World world = World.renewingAfter(2_000)) {
      IssueKey key = issue("a", 1);
      Requester requester = world.requester(key);
      Request request =
          new Request(
              Ticket.of(key, 1),
              key,
              key.workflowId(),
              world.runOf(key),
              "implement",
              List.of(World.PROJECT),
              true,
              List.of(World.AGENT),
              List.of(),
              Priority.DEFAULT,
              1,
              Instant.EPOCH,
              "unconfirmed");
      Gate gate =
          CapacityDecider.decide(
                  new CapacitySnapshot(
                      Gate.initial(),
                      Instant.EPOCH,
                      List.of(
                          new Event.EpochRaised(4),
                          new Event.HostRegistered(World.HOST, 1),
                          new Event.Ask(
                              request,
                              List.of(
                                  new Event.Configured(World.PROJECT, 1),
                                  new Event.Configured(World.AGENT, 1)),
                              null,
                              null,
                              null))))
              .gate();
      assertThat(gate.outbox()).hasSize(1);
      List<LeaseToken> before =
          gate.granted().getFirst().leases().stream().map(Lease::token).toList();

      world.startAgainWith(StateRows.write(gate, 12, Instant.EPOCH));

      LeaseGrant grant = world.grantOf(requester);
      assertThat(grant.leases()).extracting(GrantedLease::token).containsExactlyElementsOf(before);
      until(
          () -> {
            world.steer(CapSteering.Action.STEP_DOWN, World.AGENT);
            return world.runsOfGate().size() > 1;
          });
      assertThat(world.view().holding()).hasSize(2);
      assertThat(requester.grants()).containsExactly(grant);
    }
  }

  private static boolean has(WorkflowExecutionHistory history, EventType type) {
    return history.getEvents().stream().anyMatch(event -> event.getEventType() == type);
  }
}
