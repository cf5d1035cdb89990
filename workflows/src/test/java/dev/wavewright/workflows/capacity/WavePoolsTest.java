package dev.wavewright.workflows.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.core.Admission;
import dev.wavewright.workflows.capacity.core.CapacityDecider;
import dev.wavewright.workflows.capacity.core.CapacitySnapshot;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Pool;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.capacity.core.Verdict;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaveId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The pools by which a budget holds the issues of one wave. */
class WavePoolsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final PoolName SHOP = PoolName.project("shop");
  private static final PoolName ONE = PoolName.wave(new WaveId("shop", "one"));
  private static final PoolName TWO = PoolName.wave(new WaveId("shop", "two"));
  private static final IssueKey OF_ONE = new IssueKey("acme/api#1");
  private static final IssueKey OF_TWO = new IssueKey("acme/api#2");

  private Gate gate = Gate.initial();

  @Test
  @DisplayName("a closed wave's pool holds its issues and no others, and says who closed it")
  void holdsItsOwn() {
    decide(new Event.LimitCap(ONE, 0, "budget", "budget of wave one: $3 of $2", null));
    decide(ask(OF_ONE, SHOP, ONE), ask(OF_TWO, SHOP, TWO));
    assertThat(gate.grantOf(Ticket.of(OF_TWO, 1))).isPresent();
    assertThat(gate.grantOf(Ticket.of(OF_ONE, 1))).isEmpty();
    assertThat(Admission.judge(gate))
        .singleElement()
        .isInstanceOfSatisfying(
            Verdict.Hold.class,
            hold ->
                assertThat(hold.reason())
                    .isEqualTo(
                        "pool wave:shop/one has a cap of 0, by budget: budget of wave one:"
                            + " $3 of $2"));
    decide(new Event.LiftLimit(ONE));
    assertThat(gate.grantOf(Ticket.of(OF_ONE, 1))).isPresent();
  }

  @Test
  @DisplayName("the gate forgets a wave's pool when nobody names it and nothing is set there")
  void forgets() {
    decide(ask(OF_ONE, SHOP, ONE));
    assertThat(gate.pools()).extracting(Pool::name).containsExactly(SHOP, ONE);
    Granted held = gate.granted().getFirst();
    decide(
        new Event.Release(
            OF_ONE, held.leases().getFirst().kind(), held.leases().getFirst().token()));
    assertThat(gate.pools()).extracting(Pool::name).containsExactly(SHOP);
    decide(new Event.LimitCap(TWO, 0, "budget", "spent", null));
    decide(ask(OF_TWO, SHOP, TWO));
    decide(new Event.Cancel(Ticket.of(OF_TWO, 1), "ada"));
    assertThat(gate.pools()).extracting(Pool::name).as("still closed").containsExactly(SHOP, TWO);
    decide(new Event.LiftLimit(TWO));
    assertThat(gate.pools()).extracting(Pool::name).containsExactly(SHOP);
  }

  private void decide(Event... news) {
    List<Event> events = new ArrayList<>(List.of(news));
    gate.outbox().forEach(message -> events.add(new Event.Delivered(message.id())));
    gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, events)).gate();
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
            Priority.DEFAULT,
            0,
            Instant.EPOCH,
            "a change");
    return new Event.Ask(
        request,
        List.of(pools).stream().map(pool -> new Event.Configured(pool, 5)).toList(),
        null,
        null,
        null);
  }
}
