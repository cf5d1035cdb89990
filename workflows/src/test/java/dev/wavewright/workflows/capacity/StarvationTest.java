package dev.wavewright.workflows.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.core.Admission;
import dev.wavewright.workflows.capacity.core.CapacityDecider;
import dev.wavewright.workflows.capacity.core.CapacitySnapshot;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.capacity.core.Verdict;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two pools that are never free at once, and one request that needs both. */
class StarvationTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final PoolName SHOP = PoolName.project("shop");
  private static final PoolName MAIN = PoolName.account("main");
  private static final IssueKey BOTH = new IssueKey("acme/api#1");

  private Gate gate = Gate.initial();
  private int number = 1;

  @Test
  @DisplayName("L3: a request for two pools that are never free at once goes after ten overtakings")
  void twoPools() {
    decide(ask(issue(), SHOP), ask(issue(), MAIN));
    decide(ask(BOTH, SHOP, MAIN));
    int passed = 0;
    boolean told = false;
    for (int turn = 0; gate.grantOf(Ticket.of(BOTH, 1)).isEmpty(); turn++) {
      assertThat(turn).as("turns until it goes").isLessThan(20);
      PoolName freed = turn % 2 == 0 ? SHOP : MAIN;
      // Somebody for that pool alone always waits behind it.
      decide(ask(issue(), freed));
      told |= reasonOfBoth().contains("so it is next");
      Granted holder =
          gate.granted().stream()
              .filter(held -> held.request().inFlightPools().contains(freed))
              .findFirst()
              .orElseThrow();
      int before = gate.granted().size();
      decide(
          new Event.Release(
              holder.request().key(),
              holder.leases().getFirst().kind(),
              holder.leases().getFirst().token()));
      passed +=
          gate.granted().size() == before && gate.grantOf(Ticket.of(BOTH, 1)).isEmpty() ? 1 : 0;
    }

    assertThat(told).as("the reservation is shown").isTrue();
    // The eleventh lease that frees is kept for it, and so is the next of the other pool.
    assertThat(passed).isEqualTo(10);
  }

  @Test
  @DisplayName("L3 C7: one that waits for its busy repository keeps no lease from another one")
  void busyRepository() {
    PoolName repository = PoolName.repository(BOTH.repository().orElseThrow());
    decide(ask(new IssueKey("acme/api#2"), repository));
    decide(ask(BOTH, SHOP, repository));
    for (int turn = 0; turn < 15; turn++) {
      decide(ask(issue(), SHOP));
      Granted holder = gate.granted().getLast();
      assertThat(holder.request().inFlightPools()).as("turn %s", turn).containsExactly(SHOP);
      decide(
          new Event.Release(
              holder.request().key(),
              holder.leases().getFirst().kind(),
              holder.leases().getFirst().token()));
    }

    assertThat(reasonOfBoth()).contains(repository.value()).doesNotContain("so it is next");
  }

  private String reasonOfBoth() {
    return Admission.judge(gate).stream()
        .filter(Verdict.Hold.class::isInstance)
        .map(Verdict.Hold.class::cast)
        .filter(hold -> hold.waiting().request().key().equals(BOTH))
        .map(Verdict.Hold::reason)
        .findFirst()
        .orElse("");
  }

  private void decide(Event... news) {
    List<Event> events = new ArrayList<>(List.of(news));
    gate.outbox().forEach(message -> events.add(new Event.Delivered(message.id())));
    gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, events)).gate();
  }

  private IssueKey issue() {
    number++;
    return new IssueKey("task/t-" + number);
  }

  private static Event ask(IssueKey key, PoolName... pools) {
    Request request =
        new Request(
            Ticket.of(key, 1),
            key,
            key.workflowId(),
            "run-1",
            "implement",
            List.of(pools),
            false,
            List.of(),
            List.of(),
            key.equals(BOTH) ? new Priority(0) : Priority.DEFAULT,
            0,
            Instant.EPOCH,
            "one lease, or two");
    return new Event.Ask(
        request,
        List.of(pools).stream().map(pool -> new Event.Configured(pool, 1)).toList(),
        null,
        null,
        null);
  }
}
