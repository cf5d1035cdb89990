package dev.wavewright.starter.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.Condition;
import dev.wavewright.workflows.capacity.CapacityView.Ended;
import dev.wavewright.workflows.capacity.CapacityView.Holding;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.usage.UsageView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GateEventsTest {
  private static final int SEEDS = 3_000;
  private static final List<String> ENDINGS =
      List.of("released", "cancelled", "expired", "holder-lost");

  @Test
  @DisplayName("events applied to one look give the next, and nothing is told that did not happen")
  void agreesWithNaiveClient() {
    Map<String, Integer> told = new TreeMap<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      World world = new World(new Random(seed));
      world.changeOften();
      Look before = world.look();
      world.changeOften();
      Look after = world.look();
      List<GateEvent> events = GateEvents.between(before, after);
      Client client = new Client(before);
      events.forEach(client::hear);
      assertThat(client).as("seed %d: %s", seed, events).isEqualTo(new Client(after));
      assertNothingElse(before, after, events, seed);
      assertThat(GateEvents.between(after, after)).as("seed %d", seed).isEmpty();
      events.forEach(event -> told.merge(event.name(), 1, Integer::sum));
    }
    assertThat(told.keySet())
        .containsExactlyInAnyOrder(
            "queued", "started", "ended", "positions", "cap-changed", "pause", "pressure", "usage");
    assertThat(told.values()).allMatch(times -> times > 200);
  }

  /** Counts by hand what there is to tell. */
  private static void assertNothingElse(Look before, Look after, List<GateEvent> events, int seed) {
    Client was = new Client(before);
    Client is = new Client(after);
    long ended = 0;
    Set<Ticket> all = new HashSet<>(was.waiting);
    all.addAll(was.running.keySet());
    after.gate().ended().stream()
        .filter(each -> !before.gate().ended().contains(each))
        .forEach(each -> all.add(each.ticket()));
    for (Ticket ticket : all) {
      ended += is.waiting.contains(ticket) || is.running.containsKey(ticket) ? 0 : 1;
    }
    assertThat(events.stream().filter(GateEvent.Ended.class::isInstance)).hasSize((int) ended);
    int moved = 0;
    for (Waiting now : after.gate().waiting()) {
      for (Waiting then : before.gate().waiting()) {
        moved += now.ticket().equals(then.ticket()) && now.position() != then.position() ? 1 : 0;
      }
    }
    int changed = moved;
    List<GateEvent> positions =
        events.stream().filter(GateEvent.Positions.class::isInstance).toList();
    assertThat(positions).as("seed %d", seed).hasSize(Math.min(1, changed));
    positions.forEach(
        event -> {
          GateEvent.Positions told = (GateEvent.Positions) event;
          assertThat(told.changed()).isEqualTo(changed);
          assertThat(told.waiting()).isEqualTo(after.gate().waiting().size());
          assertThat(told.first()).hasSize(Math.min(GateEvents.MOST_PLACES, changed));
          told.first()
              .forEach(
                  place ->
                      assertThat(after.gate().waiting().get(place.position() - 1).ticket())
                          .isEqualTo(place.ticket()));
        });
  }

  @Test
  @DisplayName("two thousand that move up are told in one event of bounded size")
  void coalesces() {
    World world = new World(new Random(1));
    for (int i = 0; i < 2_000; i++) {
      world.ask();
    }
    Look before = world.look();
    world.waiting.removeFirst();
    List<GateEvent> events = GateEvents.between(before, world.look());
    assertThat(events).hasSize(2);
    assertThat(events.getFirst())
        .isInstanceOfSatisfying(
            GateEvent.Ended.class, ended -> assertThat(ended.how()).isEqualTo("unknown"));
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            GateEvent.Positions.class,
            told -> {
              assertThat(told.changed()).isEqualTo(1_999);
              assertThat(told.first()).hasSize(20);
            });
  }

  @Test
  @DisplayName("a cap is told with who and why, an ending with how; what came and went, too")
  void words() {
    World world = new World(new Random(1));
    PoolName shop = PoolName.project("shop");
    world.pools.put(shop, World.pool(shop, 3, 3, false, null, null));
    Look before = world.look();
    world.pools.put(shop, World.pool(shop, 3, 2, false, "ann", "quota"));
    Ticket ticket = new Ticket("acme/api#1/1");
    world.ended.add(new Ended(ticket, "expired"));
    Look after = world.look();
    assertThat(GateEvents.between(before, after))
        .containsExactly(
            new GateEvent.Ended(after.at(), ticket, null, false, "expired"),
            new GateEvent.CapChanged(after.at(), shop, 3, 2, 3, "ann", "quota", null));
  }

  /** What a program knows that hears every event. */
  private static final class Client {
    private final Set<Ticket> waiting = new HashSet<>();
    private final Map<Ticket, Set<PoolName>> running = new HashMap<>();
    private final Map<PoolName, String> caps = new HashMap<>();
    private final Set<PoolName> pausedPools = new HashSet<>();
    private final Map<PoolName, Pressure> pressures = new HashMap<>();
    private final Set<UsageView.Note> notes = new HashSet<>();
    private boolean paused;

    Client(Look look) {
      look.gate().waiting().forEach(each -> waiting.add(each.ticket()));
      for (Holding each : look.gate().holding()) {
        if (!each.draining()) {
          running.computeIfAbsent(each.ticket(), none -> new HashSet<>()).addAll(each.pools());
        }
      }
      paused = look.gate().paused();
      for (PoolView pool : look.gate().pools()) {
        caps.put(pool.name(), pool.configured() + "/" + pool.afterPause());
        if (pool.paused() && !paused) {
          pausedPools.add(pool.name());
        }
        if (pool.condition() != null) {
          pressures.put(pool.name(), pool.condition().pressure());
        }
      }
      pressures.values().remove(Pressure.NONE);
      look.usage().forEach(each -> notes.addAll(each.recent()));
    }

    void hear(GateEvent event) {
      switch (event) {
        case GateEvent.Queued queued -> waiting.add(queued.ticket());
        case GateEvent.Started started -> {
          waiting.remove(started.ticket());
          running.put(started.ticket(), new HashSet<>(started.pools()));
        }
        case GateEvent.Ended ended -> {
          boolean had = running.remove(ended.ticket()) != null;
          assertThat(ended.had()).isEqualTo(had);
          boolean waited = waiting.remove(ended.ticket());
          assertThat(ended.key() != null).isEqualTo(had || waited);
        }
        case GateEvent.Positions positions -> {}
        case GateEvent.CapChanged changed -> {
          String before = caps.put(changed.pool(), changed.configured() + "/" + changed.cap());
          assertThat(before == null).isEqualTo(changed.before() == null);
        }
        case GateEvent.Paused pause -> {
          PoolName pool = pause.pool();
          if (pool == null) {
            paused = pause.paused();
            pausedPools.clear();
          } else if (pause.paused()) {
            pausedPools.add(pool);
          } else {
            assertThat(pausedPools.remove(pool)).isTrue();
          }
        }
        case GateEvent.Pressed pressed -> {
          pressures.put(pressed.pool(), pressed.pressure());
          pressures.values().remove(Pressure.NONE);
        }
        case GateEvent.Usage usage -> notes.add(new UsageView.Note(usage.when(), usage.text()));
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Client that && that.toString().equals(toString());
    }

    @Override
    public int hashCode() {
      return Objects.hash(waiting, running, caps);
    }

    /** A client forgets no note; what the monitor forgets is not told. */
    @Override
    public String toString() {
      return List.of(
              new java.util.TreeSet<>(waiting),
              sorted(running),
              sorted(caps),
              new java.util.TreeSet<>(pausedPools),
              sorted(pressures),
              notes.stream().map(UsageView.Note::text).sorted().toList(),
              paused)
          .toString();
    }

    private static <K extends Comparable<K>, V> String sorted(Map<K, V> map) {
      Map<K, String> sorted = new TreeMap<>();
      map.forEach(
          (key, value) ->
              sorted.put(
                  key,
                  value instanceof Set<?> set
                      ? set.stream().map(Object::toString).sorted().toList().toString()
                      : value.toString()));
      return sorted.toString();
    }
  }

  /** A gate and an account to which anything may happen. */
  private static final class World {
    private final Random random;
    private final List<Ticket> waiting = new ArrayList<>();
    private final List<Holding> holding = new ArrayList<>();
    private final List<Ended> ended = new ArrayList<>();
    private final Map<PoolName, PoolView> pools = new TreeMap<>();
    private final List<UsageView.Note> notes = new ArrayList<>();
    private boolean paused;
    private int asked;
    private int looks;

    World(Random random) {
      this.random = random;
    }

    void changeOften() {
      for (int times = random.nextInt(40); times > 0; times--) {
        change();
      }
    }

    private void change() {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> ask();
        case 3, 4 -> grant();
        case 5 -> end();
        case 6 -> java.util.Collections.shuffle(waiting, random);
        case 7 -> steer();
        case 8 -> paused = random.nextBoolean();
        default ->
            notes.add(
                new UsageView.Note(Instant.ofEpochSecond(notes.size()), "note " + notes.size()));
      }
    }

    void ask() {
      waiting.add(
          random.nextInt(waiting.size() + 1), Ticket.of(new IssueKey("acme/api#" + ++asked), 1));
    }

    private void grant() {
      if (waiting.isEmpty()) {
        return;
      }
      Ticket ticket = waiting.removeFirst();
      hold(ticket, LeaseKind.IN_FLIGHT, null, "project:shop");
      if (random.nextBoolean()) {
        hold(ticket, LeaseKind.SESSION, new HostId("h1"), "host:h1");
      }
    }

    private void hold(Ticket ticket, LeaseKind kind, @Nullable HostId host, String pool) {
      holding.add(
          new Holding(
              ticket,
              key(ticket),
              "holder",
              kind,
              new LeaseToken(1, holding.size() + 1),
              List.of(new PoolName(pool)),
              host,
              Instant.EPOCH,
              false));
    }

    private static IssueKey key(Ticket ticket) {
      return new IssueKey(ticket.value().substring(0, ticket.value().lastIndexOf('/')));
    }

    private void end() {
      List<Ticket> all = new ArrayList<>(waiting);
      holding.stream().filter(each -> !each.draining()).forEach(each -> all.add(each.ticket()));
      if (all.isEmpty()) {
        return;
      }
      Ticket ticket = all.get(random.nextInt(all.size()));
      waiting.remove(ticket);
      List<Holding> its = holding.stream().filter(each -> each.ticket().equals(ticket)).toList();
      holding.removeAll(its);
      if (random.nextInt(4) == 0) {
        its.stream()
            .filter(each -> each.host() != null)
            .forEach(each -> holding.add(draining(each)));
      }
      if (random.nextInt(5) > 0) {
        ended.add(new Ended(ticket, ENDINGS.get(random.nextInt(ENDINGS.size()))));
      }
    }

    private static Holding draining(Holding held) {
      return new Holding(
          held.ticket(),
          held.key(),
          held.holder(),
          held.kind(),
          held.token(),
          held.pools(),
          held.host(),
          held.since(),
          true);
    }

    private void steer() {
      PoolName name =
          new PoolName(List.of("host:h1", "project:shop", "account:a").get(random.nextInt(3)));
      pools.put(
          name,
          pool(
              name,
              3,
              random.nextInt(4),
              random.nextInt(4) == 0,
              random.nextBoolean() ? "ann" : null,
              name.host().isPresent()
                  ? List.of("none", "cpu", "memory").get(random.nextInt(3))
                  : null));
    }

    static PoolView pool(
        PoolName name,
        int configured,
        int cap,
        boolean paused,
        @Nullable String by,
        @Nullable String reason) {
      Pressure pressure =
          java.util.Arrays.stream(Pressure.values())
              .filter(each -> each.word().equals(reason))
              .findFirst()
              .orElse(Pressure.NONE);
      return new PoolView(
          name,
          configured,
          paused ? 0 : cap,
          0,
          0,
          by,
          reason,
          cap,
          paused,
          null,
          false,
          name.host().isPresent() ? new Condition(pressure, "so", "", Instant.EPOCH) : null);
    }

    /** While everything is paused, every pool says that it is, by who paused everything. */
    private PoolView seen(PoolView pool) {
      return paused
          ? new PoolView(
              pool.name(),
              pool.configured(),
              0,
              0,
              0,
              "somebody",
              "paused",
              pool.afterPause(),
              true,
              null,
              false,
              pool.condition())
          : pool;
    }

    Look look() {
      List<Waiting> line = new ArrayList<>();
      for (Ticket ticket : waiting) {
        line.add(
            new Waiting(
                ticket,
                key(ticket),
                "holder",
                line.size() + 1,
                Priority.DEFAULT,
                0,
                WaitReason.POOL_FULL,
                null,
                "",
                Instant.EPOCH,
                null,
                "",
                null,
                null,
                null));
      }
      CapacityView gate =
          new CapacityView(
              holding, line, pools.values().stream().map(this::seen).toList(), paused, ended);
      return new Look(
          Instant.ofEpochSecond(++looks),
          gate,
          List.of(new UsageView("a", null, "", null, null, null, List.of(), List.of(), notes)));
    }
  }
}
