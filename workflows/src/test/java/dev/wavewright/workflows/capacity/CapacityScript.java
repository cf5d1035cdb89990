package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.core.Draining;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Lease;
import dev.wavewright.workflows.capacity.core.Message;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A random run of a gate: what comes in and when, the same for the same seed. */
final class CapacityScript {
  private static final List<IssueKey> KEYS =
      List.of(
          new IssueKey("acme/api#1"),
          new IssueKey("acme/api#2"),
          new IssueKey("acme/web#3"),
          new IssueKey("acme/web#4"),
          new IssueKey("acme/core#5"),
          new IssueKey("task/t-6"));
  static final List<HostId> HOSTS = List.of(new HostId("alpha"), new HostId("beta"));
  private static final List<String> PURPOSES = List.of("implement", "implement", "review");
  private static final List<PoolName> LEVERS =
      List.of(
          PoolName.project("shop"),
          PoolName.account("main"),
          PoolName.agent("scripted"),
          HOSTS.getFirst().pool(),
          PoolName.project("unknown"));

  private final Random random;
  private final boolean crowded;
  private final int length;
  private final List<Event.Ask> asked = new ArrayList<>();
  private final List<Event.Release> released = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");

  CapacityScript(long seed) {
    random = new Random(seed);
    crowded = random.nextInt(15) == 0;
    length = crowded || random.nextInt(12) == 0 ? 60 + random.nextInt(60) : 8 + random.nextInt(24);
  }

  int length() {
    return length;
  }

  Instant now() {
    return now;
  }

  boolean renews() {
    return random.nextInt(5) == 0;
  }

  void passTime() {
    now =
        switch (random.nextInt(8)) {
          case 0, 1 -> now;
          case 2 -> now.plus(Duration.ofMinutes(20));
          default -> now.plusMillis(random.nextInt(8_000));
        };
  }

  List<Event> events(Gate gate) {
    List<Event> events = new ArrayList<>();
    List<Long> told = new ArrayList<>();
    if (asked.isEmpty() && gate.pools().isEmpty() && random.nextInt(6) != 0) {
      int most = crowded ? 1 : 3;
      HOSTS.forEach(host -> events.add(new Event.HostRegistered(host, 1 + random.nextInt(most))));
    }
    for (int count = random.nextInt(crowded ? 2 : 4); count >= 0; count--) {
      events.add(event(gate, told));
    }
    List<Ticket> beside = neighbours(gate);
    if (!beside.isEmpty() && random.nextInt(3) == 0) {
      events.add(new Event.Move(pick(beside), null, (long) random.nextInt(5), null));
    }
    return events;
  }

  private Event event(Gate gate, List<Long> told) {
    int dice = random.nextInt(100);
    if (crowded && dice < 94) {
      return dice < 48 ? crowdedAsk() : dice < 72 ? rightRelease(gate) : delivered(gate, told);
    }
    if (dice < 30) {
      return remember(newAsk());
    } else if (dice < 36) {
      return asked.isEmpty() ? remember(newAsk()) : again(pick(asked));
    } else if (dice < 58) {
      return release(gate);
    } else if (dice < 62) {
      return random.nextInt(4) == 0
          ? new Event.CancelWaiting(holders(gate), "not wanted")
          : new Event.Cancel(anyTicket(gate), "not wanted");
    } else if (dice < 67) {
      return placing(gate);
    } else if (dice < 74) {
      return lever(gate);
    } else if (dice < 78) {
      return lostHolder(gate);
    } else if (dice < 82) {
      return gone(gate);
    } else if (dice < 83) {
      return random.nextInt(3) == 0
          ? new Event.EpochRaised(random.nextInt(6))
          : new Event.HostLost(
              random.nextInt(9) == 0 ? new HostId("nowhere") : pick(HOSTS), "tester");
    } else {
      return delivery(gate, told);
    }
  }

  private Event placing(Gate gate) {
    return switch (random.nextInt(5)) {
      case 0 ->
          new Event.Move(
              waiter(gate),
              random.nextBoolean() ? priority() : null,
              random.nextBoolean() ? Long.valueOf(random.nextInt(5)) : null,
              random.nextBoolean() ? "tester" : null);
      case 1 -> new Event.Move(waiter(gate), null, (long) random.nextInt(5), null);
      case 2 ->
          new Event.Extend(
              waiter(gate),
              now.plusMillis(
                  random.nextInt(4) == 0
                      ? random.nextInt(9_000) - 5_000
                      : random.nextInt(7_200_000)));
      default -> {
        Event.Side side = pick(List.of(Event.Side.values()));
        yield new Event.PutBeside(
            waiter(gate), side, side == Event.Side.FRONT ? null : waiter(gate), "tester");
      }
    };
  }

  /** Those that wait where their wave ranks them, and beside which a person put another. */
  private static List<Ticket> neighbours(Gate gate) {
    return gate.waiting().stream()
        .filter(waits -> waits.place() == null)
        .map(waits -> waits.request().ticket())
        .filter(
            ticket ->
                gate.waiting().stream()
                    .flatMap(waits -> Stream.ofNullable(waits.place()))
                    .anyMatch(place -> place.beside().equals(ticket)))
        .toList();
  }

  private Ticket waiter(Gate gate) {
    return gate.waiting().isEmpty() || random.nextInt(8) == 0
        ? anyTicket(gate)
        : pick(gate.waiting()).request().ticket();
  }

  private Event.Ask remember(Event.Ask ask) {
    asked.add(ask);
    return ask;
  }

  /** Few leases, and requests that need one or several of them: some are passed again and again. */
  private Event.Ask crowdedAsk() {
    IssueKey key = pick(KEYS);
    List<PoolName> shared = List.of(PoolName.project("shop"), PoolName.account("main"));
    boolean several = random.nextInt(4) == 0;
    int one = random.nextInt(3);
    List<PoolName> pools =
        new ArrayList<>(several ? shared : one == 2 ? List.of() : List.of(shared.get(one)));
    if (several && random.nextInt(3) == 0) {
      key.repository().map(PoolName::repository).ifPresent(pools::add);
    }
    return new Event.Ask(
        new Request(
            Ticket.of(key, 1 + random.nextInt(400)),
            key,
            key.workflowId(),
            "run-1",
            pick(List.of("implement", "review", "check-repair", "conflict-repair")),
            pools,
            several ? random.nextBoolean() : one == 2,
            List.of(),
            random.nextInt(3) == 0 ? hosts() : List.of(),
            new Priority(several ? random.nextInt(2) : 1 + random.nextInt(2)),
            random.nextInt(4),
            Instant.EPOCH,
            "crowded"),
        pools.stream().map(pool -> new Event.Configured(pool, 1)).toList(),
        null,
        null,
        ages());
  }

  private Event.@Nullable Ages ages() {
    return switch (random.nextInt(3)) {
      case 0 -> null;
      case 1 -> new Event.Ages(Duration.ofSeconds(random.nextInt(20)), null);
      default -> new Event.Ages(Duration.ofSeconds(15), pick(List.of("wave/s/a", "wave/s/b")));
    };
  }

  private Event delivered(Gate gate, List<Long> told) {
    return gate.outbox().stream()
        .map(Message::id)
        .filter(id -> !told.contains(id))
        .findFirst()
        .<Event>map(
            id -> {
              told.add(id);
              return new Event.Delivered(id);
            })
        .orElseGet(() -> rightRelease(gate));
  }

  private Event rightRelease(Gate gate) {
    List<Event> held = new ArrayList<>();
    for (Granted granted : gate.granted()) {
      for (Lease lease : granted.leases()) {
        held.add(new Event.Release(granted.request().key(), lease.kind(), lease.token()));
      }
    }
    return held.isEmpty() ? crowdedAsk() : pick(held);
  }

  private Event.Ask newAsk() {
    IssueKey key = pick(KEYS);
    int kinds = random.nextInt(4);
    boolean inFlight = kinds != 0;
    boolean session = kinds != 1;
    List<Event.Configured> configured = new ArrayList<>();
    List<PoolName> first = new ArrayList<>();
    List<PoolName> second = new ArrayList<>();
    if (inFlight) {
      first.add(PoolName.project("shop"));
      key.repository().map(PoolName::repository).ifPresent(first::add);
    }
    if (inFlight && random.nextBoolean()) {
      first.add(PoolName.account("main"));
    }
    if (session) {
      second.add(random.nextInt(3) == 0 ? PoolName.account("main") : PoolName.agent("scripted"));
    }
    first.forEach(pool -> configured.add(new Event.Configured(pool, configuredCap())));
    second.forEach(pool -> configured.add(new Event.Configured(pool, configuredCap())));
    boolean foreign = random.nextInt(25) == 0;
    boolean tooLong = random.nextInt(40) == 0;
    return new Event.Ask(
        new Request(
            Ticket.of(random.nextInt(30) == 0 ? pick(KEYS) : key, 1 + random.nextInt(40)),
            key,
            foreign ? "somebody-else" : key.workflowId(),
            random.nextInt(12) == 0 ? "run-2" : "run-1",
            tooLong ? "x".repeat(3_000) : pick(PURPOSES),
            first,
            session,
            second,
            hosts(),
            priority(),
            random.nextInt(4),
            Instant.EPOCH,
            "title \u202e of\u0000 " + key),
        configured,
        random.nextInt(4) == 0 ? now.minusSeconds(random.nextInt(100) - 10L) : null,
        deadline(),
        ages());
  }

  private Event.Ask again(Event.Ask ask) {
    Request request = ask.request();
    boolean newRun = random.nextInt(3) == 0;
    boolean newTicket = random.nextInt(4) == 0;
    return remember(
        new Event.Ask(
            new Request(
                newTicket ? Ticket.of(request.key(), 41 + random.nextInt(20)) : request.ticket(),
                request.key(),
                request.holder(),
                newRun ? "run-" + (2 + random.nextInt(3)) : request.run(),
                request.purpose(),
                request.inFlightPools(),
                request.wantsSession(),
                request.sessionPools(),
                request.hosts(),
                request.priority(),
                request.rank(),
                Instant.EPOCH,
                request.title()),
            ask.configured(),
            ask.arrival(),
            ask.deadline(),
            ask.ages()));
  }

  private int configuredCap() {
    return random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(4);
  }

  private List<HostId> hosts() {
    return switch (random.nextInt(6)) {
      case 0 -> List.of(HOSTS.getFirst());
      case 1 -> HOSTS.reversed();
      case 2 -> random.nextInt(4) == 0 ? List.of(new HostId("nowhere")) : HOSTS;
      default -> List.of();
    };
  }

  private Priority priority() {
    return new Priority(random.nextInt(3));
  }

  private @Nullable Duration deadline() {
    return switch (random.nextInt(5)) {
      case 0 -> Duration.ofSeconds(random.nextInt(30));
      case 1 -> Duration.ofMinutes(random.nextInt(60));
      default -> null;
    };
  }

  private Event release(Gate gate) {
    if (!released.isEmpty() && random.nextInt(6) == 0) {
      return pick(released);
    }
    List<Event.Release> held = new ArrayList<>();
    for (Granted granted : gate.granted()) {
      for (Lease lease : granted.leases()) {
        held.add(new Event.Release(granted.request().key(), lease.kind(), lease.token()));
      }
    }
    for (Draining draining : gate.draining()) {
      held.add(
          new Event.Release(draining.key(), draining.lease().kind(), draining.lease().token()));
    }
    if (held.isEmpty()) {
      return new Event.Release(pick(KEYS), LeaseKind.SESSION, new LeaseToken(0, 7));
    }
    Event.Release right = pick(held);
    Event.Release release =
        switch (random.nextInt(9)) {
          case 0 -> new Event.Release(pick(KEYS), right.kind(), right.token());
          case 1 ->
              new Event.Release(right.key(), pick(List.of(LeaseKind.values())), right.token());
          case 2 ->
              new Event.Release(
                  right.key(),
                  right.kind(),
                  new LeaseToken(right.token().epoch() + 1, right.token().number()));
          default -> right;
        };
    released.add(release);
    return release;
  }

  private Ticket anyTicket(Gate gate) {
    List<Ticket> live = new ArrayList<>();
    gate.waiting().forEach(waiting -> live.add(waiting.request().ticket()));
    gate.granted().forEach(granted -> live.add(granted.request().ticket()));
    if (live.isEmpty() || random.nextInt(6) == 0) {
      return Ticket.of(pick(KEYS), 1 + random.nextInt(40));
    }
    return pick(live);
  }

  /** Of some, those that wait among them are cancelled; of none, nobody. */
  private List<String> holders(Gate gate) {
    Stream<String> known =
        Stream.concat(
            gate.waiting().stream().map(waiting -> waiting.request().holder()),
            gate.granted().stream().map(granted -> granted.request().holder()));
    return known.distinct().filter(holder -> random.nextBoolean()).toList();
  }

  private Event lever(Gate gate) {
    PoolName pool = pick(LEVERS);
    PoolName poolOrAll = random.nextInt(3) == 0 ? null : pool;
    return switch (random.nextInt(22)) {
      case 0, 1, 2 -> new Event.StepDown(pool, "tester", "quota");
      case 3, 4, 5 -> new Event.StepUp(pool, "tester", "quota");
      case 6, 12 -> new Event.SetCap(pool, random.nextInt(6), "tester", "set", until());
      case 13 -> new Event.FreeCap(pool);
      case 14, 15 -> new Event.LimitCap(pool, random.nextInt(5), "monitor", "80 %", until());
      case 16 -> new Event.LiftLimit(pool);
      case 18, 19, 20 -> condition(gate);
      case 7 -> new Event.PauseGate(poolOrAll, "tester", "stop");
      case 8, 9 -> new Event.ResumeGate(poolOrAll, "tester", "go");
      default -> new Event.HostRegistered(pick(HOSTS), random.nextInt(4));
    };
  }

  private Event condition(Gate gate) {
    Pressure pressure = pick(List.of(Pressure.values()));
    List<HostId> lost = HOSTS.stream().filter(host -> !gate.knows(host)).toList();
    HostId host =
        random.nextInt(9) == 0
            ? new HostId("nowhere")
            : lost.isEmpty() || random.nextBoolean() ? pick(HOSTS) : pick(lost);
    String reason = pressure == Pressure.NONE ? "" : pressure.word() + " is short";
    return new Event.ConditionTold(host, pressure, reason, "3 sessions");
  }

  private @Nullable Instant until() {
    return random.nextBoolean() ? null : now.plusMillis(random.nextInt(40_000) - 4_000);
  }

  private Event lostHolder(Gate gate) {
    List<Request> live = new ArrayList<>();
    gate.waiting().forEach(waiting -> live.add(waiting.request()));
    gate.granted().forEach(granted -> live.add(granted.request()));
    if (live.isEmpty()) {
      return new Event.HolderLost("nobody", "run-1");
    }
    Request of = pick(live);
    return new Event.HolderLost(of.holder(), random.nextInt(5) == 0 ? "run-9" : of.run());
  }

  private Event gone(Gate gate) {
    List<Draining> draining = gate.draining();
    return draining.isEmpty()
        ? new Event.SessionGone(new LeaseToken(0, random.nextInt(9)))
        : new Event.SessionGone(pick(draining).lease().token());
  }

  private Event delivery(Gate gate, List<Long> told) {
    List<Message> open =
        gate.outbox().stream().filter(message -> !told.contains(message.id())).toList();
    if (open.isEmpty()) {
      return remember(newAsk());
    }
    long id = pick(open).id();
    told.add(id);
    Function<Long, Event> how =
        switch (random.nextInt(12)) {
          case 0 -> Event.Undeliverable::new;
          case 1 -> Event.NotDelivered::new;
          default -> Event.Delivered::new;
        };
    return how.apply(id);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
