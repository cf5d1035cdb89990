package dev.wavewright.workflows.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.wavewright.workflows.capacity.core.CapacityDecider;
import dev.wavewright.workflows.capacity.core.CapacitySnapshot;
import dev.wavewright.workflows.capacity.core.Ending;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Message;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.capacity.core.Waiting;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityStateTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final int TEMPORALS_LARGEST_PAYLOAD = 2 * 1024 * 1024;
  private static final DefaultDataConverter JSON = DefaultDataConverter.newDefaultInstance();

  @Test
  @DisplayName(
      "C13: 2,000 waiting, 1,000 ended, 200 draining, 1,000 cancelled early fit 512 KB, come back")
  void full() {
    Gate gate = Gate.initial();
    List<Event> events = new ArrayList<>();
    events.add(new Event.HostRegistered(new HostId("build-machine-1"), 200));
    for (int number = 1; number <= 3_200; number++) {
      events.add(ask(number, 1_200));
    }
    gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, events)).gate();
    List<Event> gone = new ArrayList<>();
    gate.granted()
        .forEach(
            held -> gone.add(new Event.HolderLost(held.request().holder(), held.request().run())));
    gate.outbox().forEach(message -> gone.add(new Event.Delivered(message.id())));
    gate.waiting().stream()
        .limit(800)
        .forEach(waits -> gone.add(new Event.Cancel(waits.request().ticket(), "not wanted")));
    for (int number = 3_201; number <= 6_000; number++) {
      gone.add(new Event.Cancel(Ticket.of(key(number), 1), "before it came"));
    }
    gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, gone)).gate();
    List<Event> more = new ArrayList<>();
    for (int number = 6_001; number <= 9_000; number++) {
      more.add(ask(number, 200));
    }
    gate.outbox().forEach(message -> more.add(new Event.Delivered(message.id())));
    gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, more)).gate();

    assertThat(gate.waiting()).hasSize(2_000);
    assertThat(gate.ended()).hasSize(1_000);
    assertThat(gate.draining()).hasSize(200);
    assertThat(gate.cancelledEarly()).hasSize(1_000);
    List<Event> told = new ArrayList<>();
    gate.outbox().forEach(message -> told.add(new Event.Delivered(message.id())));
    gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, told)).gate();
    CapacityState state = StateRows.write(gate, 2_000, NOW);
    int bytes = JSON.toPayload(state).orElseThrow().getData().size();

    System.out.printf(
        "%d bytes: %d waiting, %d granted, %d draining, %d ended%n",
        bytes,
        gate.waiting().size(),
        gate.granted().size(),
        gate.draining().size(),
        gate.ended().size());
    assertThat(bytes).isLessThanOrEqualTo(512 * 1024);
    CapacityState read =
        JSON.fromPayload(
            JSON.toPayload(state).orElseThrow(), CapacityState.class, CapacityState.class);
    assertThat(StateRows.read(read)).isEqualTo(gate);
  }

  @Test
  @DisplayName(
      "C13: with keys of 140 characters too, what waits, ended and was cancelled early stays small")
  void longKeys() {
    Gate gate = Gate.initial();
    for (int first = 1; first <= 12_001; first += 1_000) {
      List<Event> events = new ArrayList<>();
      for (int number = first; number < first + 1_000; number++) {
        if (first <= 1_001) {
          events.add(longAsk(number));
          events.add(new Event.Cancel(Ticket.of(longKey(number), 1), "not wanted"));
        } else if (first <= 3_001) {
          events.add(new Event.Cancel(Ticket.of(longKey(number), 1), "before it came"));
        } else {
          events.add(longAsk(number));
        }
      }
      gate.outbox().forEach(message -> events.add(new Event.Delivered(message.id())));
      gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, events)).gate();
    }
    List<Event> told = new ArrayList<>();
    gate.outbox().forEach(message -> told.add(new Event.Delivered(message.id())));
    gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, told)).gate();
    int bytes = JSON.toPayload(StateRows.write(gate, 2_000, NOW)).orElseThrow().getData().size();

    System.out.printf(
        "%d bytes: %d waiting, %d ended, %d cancelled early%n",
        bytes, gate.waiting().size(), gate.ended().size(), gate.cancelledEarly().size());
    assertThat(gate.waiting()).hasSizeGreaterThan(1_000);
    assertThat(gate.ended()).hasSizeGreaterThan(250);
    assertThat(gate.ended().getLast().ticket()).isEqualTo(Ticket.of(longKey(2_000), 1));
    assertThat(gate.cancelledEarly()).hasSizeGreaterThan(150);
    assertThat(bytes).isBetween(400 * 1024, 512 * 1024);
  }

  @ParameterizedTest(name = "keys of about {0} characters")
  @ValueSource(ints = {20, 140})
  @DisplayName("C14: 10,000 tickets at once, as after an outage: each waits, holds or is told no")
  void backlog(int length) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.HostRegistered(new HostId("build-machine-1"), 3));
    for (int number = 1; number <= 10_000; number++) {
      events.add(length > 100 ? longAsk(number, 3) : ask(number, 3));
    }
    long start = System.nanoTime();
    Gate gate = CapacityDecider.decide(new CapacitySnapshot(Gate.initial(), NOW, events)).gate();
    long millis = (System.nanoTime() - start) / 1_000_000;

    List<Ticket> refused =
        gate.outbox().stream()
            .filter(Message.Refusal.class::isInstance)
            .map(Message::ticket)
            .toList();
    assertThat(gate.granted()).hasSize(3);
    assertThat(gate.granted().size() + gate.waiting().size() + refused.size()).isEqualTo(10_000);
    assertThat(refused).doesNotHaveDuplicates();
    assertThat(gate.waiting()).hasSizeBetween(1_000, 2_000);

    // The shell sends until so few are left, and only then gives the state to a next run.
    List<Event> told =
        gate.outbox().stream()
            .limit(gate.outbox().size() - CapacityWorkflowImpl.MOST_MESSAGES_CARRIED)
            .<Event>map(message -> new Event.Delivered(message.id()))
            .toList();
    gate = CapacityDecider.decide(new CapacitySnapshot(gate, NOW, told)).gate();
    int bytes = JSON.toPayload(StateRows.write(gate, 2_000, NOW)).orElseThrow().getData().size();
    System.out.printf(
        "backlog: %d ms; %d bytes: %d granted, %d waiting, %d to be told%n",
        millis, bytes, gate.granted().size(), gate.waiting().size(), gate.outbox().size());
    assertThat(bytes).isLessThan(TEMPORALS_LARGEST_PAYLOAD / 2);
  }

  @Test
  @DisplayName("C13: the 2,001st waiting request is refused clearly, and may ask again later")
  void refused() {
    List<Event> events = new ArrayList<>();
    for (int number = 1; number <= 2_001; number++) {
      events.add(ask(number, 0));
    }
    Gate gate = CapacityDecider.decide(new CapacitySnapshot(Gate.initial(), NOW, events)).gate();

    assertThat(gate.waiting()).hasSize(2_000);
    assertThat(gate.outbox())
        .singleElement()
        .isInstanceOfSatisfying(
            Message.Refusal.class,
            refusal -> {
              assertThat(refusal.ending()).isEqualTo(Ending.REJECTED);
              assertThat(refusal.ticket()).isEqualTo(Ticket.of(key(2_001), 1));
              assertThat(refusal.text()).contains("2000 requests wait already");
            });

    Gate later =
        CapacityDecider.decide(
                new CapacitySnapshot(
                    gate,
                    NOW,
                    List.of(new Event.Cancel(Ticket.of(key(7), 1), "makes room"), ask(2_001, 0))))
            .gate();
    assertThat(later.waiting())
        .extracting(waiting -> waiting.request().ticket())
        .contains(Ticket.of(key(2_001), 1));
  }

  @Test
  @DisplayName("an older state without lists reads as an empty gate")
  void older() {
    CapacityState state =
        new CapacityState(
            1, 2_000, 0, 3, 9, 4, null, List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of(), List.of(), List.of(), List.of(), List.of(), null, List.of(), null, List.of(),
            null);

    assertThat(StateRows.read(state).epoch()).isEqualTo(3);
    assertThat(StateRows.read(state).busy()).isFalse();
  }

  @Test
  @DisplayName("C13: a state whose times are all since 1970 reads as what it was")
  void olderTimes() {
    long now = NOW.toEpochMilli();
    String rows =
        """
        {"version": 1, "continueAsNewAfter": 2000, "waiting": [
          [["acme/api#1/1", null, null, "run-1", "implement", [], [], [], 2, 5, %d, "one"],
           %d, null, %d],
          [["acme/api#2/1", null, null, "run-2", "implement", [], [], [], 2, 6, %d, "two"],
           %d, 3000, null]]}
        """
            .formatted(now - 9_000, now, now + 60_000, now - 8_000, now + 1_000);
    CapacityState state =
        JSON.fromPayload(
            JSON.toPayload(CapacityState.initial()).orElseThrow().toBuilder()
                .setData(ByteString.copyFromUtf8(rows))
                .build(),
            CapacityState.class,
            CapacityState.class);

    List<Waiting> waiting = StateRows.read(state).waiting();
    assertThat(waiting.getFirst().request().arrival()).isEqualTo(NOW.minusSeconds(9));
    assertThat(waiting.getFirst().expiresAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(waiting.getFirst().remaining()).isNull();
    assertThat(waiting.getLast().request().arrival()).isEqualTo(NOW.minusSeconds(8));
    assertThat(waiting.getLast().expiresAt()).isNull();
    assertThat(waiting.getLast().remaining()).isEqualTo(Duration.ofSeconds(3));
  }

  private static IssueKey key(int number) {
    return new IssueKey("acme/payments-api#" + number);
  }

  private static IssueKey longKey(int number) {
    return new IssueKey("o".repeat(40) + "/" + "p".repeat(94) + "#" + number);
  }

  private static Event.Ask longAsk(int number) {
    return longAsk(number, 0);
  }

  private static Event.Ask longAsk(int number, int cap) {
    return ask(longKey(number), number, cap);
  }

  private static Event.Ask ask(int number, int cap) {
    return ask(key(number), number, cap);
  }

  private static Event.Ask ask(IssueKey key, int number, int cap) {
    PoolName project = PoolName.project("shop");
    PoolName repository = new PoolName("repository:acme/payments-api");
    PoolName agent = PoolName.agent("opencode");
    Request request =
        new Request(
            Ticket.of(key, 1),
            key,
            key.workflowId(),
            new UUID(number, 1).toString(),
            "implement",
            List.of(project, repository, PoolName.account("main")),
            true,
            List.of(agent),
            List.of(),
            Priority.DEFAULT,
            1_000_000L + number,
            Instant.EPOCH,
            "Charge the customer only once when the payment provider times out and retries");
    return new Event.Ask(
        request,
        List.of(
            new Event.Configured(project, cap),
            new Event.Configured(repository, cap),
            new Event.Configured(PoolName.account("main"), cap),
            new Event.Configured(agent, cap)),
        NOW.minusSeconds(number),
        Duration.ofHours(24),
        new Event.Ages(Duration.ofHours(1), "wave/shop/" + number % 10));
  }
}
