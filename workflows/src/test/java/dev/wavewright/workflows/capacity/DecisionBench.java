package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.core.CapacityDecider;
import dev.wavewright.workflows.capacity.core.CapacitySnapshot;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Lease;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints what processor time one decision of the gate costs with 2,000 waiting over 64 pools: a
 * holder gives its leases back, the next in line gets them, and a new request joins.
 */
public final class DecisionBench {
  private static final int WAITING = 2_000;
  private static final int ROUNDS = 1_000;
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private int asked;

  private DecisionBench() {}

  public static void main(String[] arguments) {
    new DecisionBench().run();
  }

  private void run() {
    List<Event> events = new ArrayList<>();
    for (int host = 0; host < 12; host++) {
      events.add(new Event.HostRegistered(new HostId("h" + host), 3));
    }
    for (int more = 0; more < WAITING + 44; more++) {
      events.add(ask());
    }
    Gate gate = CapacityDecider.decide(new CapacitySnapshot(Gate.initial(), NOW, events)).gate();
    long[] nanos = new long[ROUNDS];
    for (int round = 0; round < 2 * ROUNDS; round++) {
      List<Event> news = news(gate);
      long start = THREADS.getCurrentThreadCpuTime();
      gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, news)).gate();
      nanos[round % ROUNDS] = THREADS.getCurrentThreadCpuTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%d waiting, %d granted, %d pools: median %.2f ms, 95 of 100 below %.2f ms%n",
        gate.waiting().size(),
        gate.granted().size(),
        gate.pools().size(),
        nanos[ROUNDS / 2] / 1e6,
        nanos[ROUNDS * 95 / 100] / 1e6);
  }

  private List<Event> news(Gate gate) {
    List<Event> news = new ArrayList<>();
    gate.outbox().forEach(message -> news.add(new Event.Delivered(message.id())));
    Granted first = gate.granted().getFirst();
    for (Lease lease : first.leases()) {
      news.add(new Event.Release(first.request().key(), lease.kind(), lease.token()));
    }
    news.add(ask());
    return news;
  }

  /** 4 projects, 40 repositories, 4 accounts, 4 agents; with the hosts 64 pools. */
  private Event.Ask ask() {
    int number = ++asked;
    IssueKey key = new IssueKey("acme/r" + number % 40 + "#" + number);
    List<PoolName> inFlight =
        List.of(
            PoolName.project("p" + number % 4),
            PoolName.account("a" + number % 4),
            new PoolName("repository:acme/r" + number % 40));
    PoolName agent = PoolName.agent("agent" + number % 4);
    Request request =
        new Request(
            Ticket.of(key, 1),
            key,
            key.workflowId(),
            "run-" + number,
            "implement",
            inFlight,
            true,
            List.of(agent),
            List.of(),
            Priority.DEFAULT,
            number % 97,
            Instant.EPOCH,
            "An issue with a title of usual length");
    return new Event.Ask(
        request,
        List.of(
            new Event.Configured(inFlight.get(0), 10),
            new Event.Configured(inFlight.get(1), 9),
            new Event.Configured(inFlight.get(2), 1),
            new Event.Configured(agent, 20)),
        null,
        null,
        new Event.Ages(Duration.ofHours(1), "wave/shop/" + number % 10));
  }
}
