package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.notice.core.Sighting.Cap;
import dev.wavewright.workflows.notice.core.Sighting.Count;
import dev.wavewright.workflows.notice.core.Sighting.Expiry;
import dev.wavewright.workflows.notice.core.Sighting.GateSight;
import dev.wavewright.workflows.notice.core.Sighting.Runs;
import dev.wavewright.workflows.notice.core.Sighting.Stop;
import dev.wavewright.workflows.notice.core.Sighting.Waits;
import dev.wavewright.workflows.notice.core.Sighting.WaveEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A project in which things happen by chance, and what a look at it finds. */
final class ScriptedProject {
  private static final Instant BEGIN = Instant.parse("2026-11-21T08:00:00Z");

  private final Random random;
  private final Map<Integer, Item> items = new LinkedHashMap<>();
  private final List<Ticket> expiredTickets = new ArrayList<>();
  private final List<Expiry> expired = new ArrayList<>();
  private final List<WaveEnd> waves = new ArrayList<>();
  private final Map<String, Cap> caps = new LinkedHashMap<>();
  private Instant now = BEGIN;
  private boolean paused;
  private int events;

  private static final class Item {
    Phase phase = Phase.QUEUED;
    int tickets = 1;
    boolean asksAgain;
    boolean lease;
    @Nullable WaitReason reason;
    Instant since = BEGIN;
  }

  ScriptedProject(Random random) {
    this.random = random;
    for (String pool : List.of("project:shop", "account:main", "host:h1")) {
      caps.put(pool, cap(pool, 3, null, null, false, false));
    }
  }

  private static Cap cap(
      String pool,
      int cap,
      @Nullable String by,
      @Nullable Instant until,
      boolean byHand,
      boolean paused) {
    return new Cap(
        new PoolName(pool), 3, cap, paused, by, by == null ? null : "why", until, byHand);
  }

  Instant now() {
    return now;
  }

  static IssueKey key(int number) {
    return number % 3 == 0
        ? new IssueKey("task/t" + number)
        : new IssueKey("acme/api#" + (number + 1));
  }

  /** Something happens. */
  void step() {
    now = now.plusMillis(1 + random.nextInt(5_000));
    events++;
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> items.computeIfAbsent(random.nextInt(8), each -> fresh());
      case 3, 4, 5, 6, 7 -> some(this::move);
      case 8 -> lever();
      case 9 -> paused = random.nextInt(3) == 0 != paused;
      case 10 -> {
        waves.add(
            new WaveEnd(
                new WaveId("shop", "w" + random.nextInt(3)),
                "run" + events,
                BEGIN,
                now,
                random.nextInt(4) == 0 ? "terminated" : "",
                List.of(new Count(Phase.DONE, 2)),
                List.of()));
        if (waves.size() > 3) {
          waves.removeFirst();
        }
      }
      default -> some(item -> item.asksAgain = !item.asksAgain);
    }
  }

  private Item fresh() {
    Item item = new Item();
    item.since = now;
    // No ticket is given twice.
    item.tickets = 1_000 * events;
    return item;
  }

  private void some(Consumer<Item> change) {
    if (!items.isEmpty()) {
      List<Integer> numbers = List.copyOf(items.keySet());
      change.accept(items.get(numbers.get(random.nextInt(numbers.size()))));
    }
  }

  private void move(Item item) {
    Item found = item;
    int number =
        items.entrySet().stream()
            .filter(e -> e.getValue() == found)
            .findFirst()
            .orElseThrow()
            .getKey();
    if (item.phase == Phase.QUEUED) {
      switch (random.nextInt(4)) {
        case 0 -> expire(number, item);
        case 1 -> stop(item);
        default -> {
          item.phase = Phase.IMPLEMENTING;
          item.lease = true;
          item.since = now;
        }
      }
    } else if (item.phase == Phase.IMPLEMENTING) {
      item.lease = false;
      item.asksAgain = false;
      if (random.nextInt(3) == 0) {
        items.remove(number);
      } else {
        stop(item);
      }
    } else {
      // A person has it go on.
      item.phase = Phase.QUEUED;
      item.reason = null;
      item.tickets++;
      item.since = now;
    }
  }

  private void stop(Item item) {
    item.phase =
        List.of(Phase.PARKED, Phase.NEEDS_INPUT, Phase.QUOTA_WAITING).get(random.nextInt(3));
    item.reason = random.nextBoolean() ? WaitReason.CHECK_FAILED : WaitReason.CONFLICT;
  }

  private void expire(int number, Item item) {
    expiredTickets.add(Ticket.of(key(number), item.tickets));
    switch (random.nextInt(3)) {
      case 0 -> {
        item.phase = Phase.NEEDS_INPUT;
        item.reason = WaitReason.EXPIRED;
      }
      case 1 -> item.tickets++;
      default -> {
        items.remove(number);
        expired.add(new Expiry(key(number) + "@" + events, key(number), "t", "after 24h", now));
      }
    }
  }

  private void lever() {
    String pool = List.copyOf(caps.keySet()).get(random.nextInt(caps.size()));
    boolean alone = random.nextInt(4) == 0;
    caps.put(
        pool,
        switch (random.nextInt(3)) {
          case 0 -> cap(pool, 3, null, null, false, alone);
          case 1 ->
              cap(
                  pool,
                  random.nextInt(4),
                  "usage monitor",
                  now.plusSeconds(random.nextInt(9)),
                  false,
                  alone);
          default ->
              cap(pool, random.nextInt(4), "ada", random.nextBoolean() ? now : null, true, alone);
        });
    if (random.nextInt(6) == 0) {
      caps.put(
          "repository:acme/r" + events,
          cap(
              "repository:acme/r" + events,
              1,
              random.nextBoolean() ? "ada" : null,
              null,
              true,
              false));
    }
  }

  /** What a look finds; sometimes there is no gate. */
  Sighting look() {
    List<Waits> waiting = new ArrayList<>();
    List<Runs> running = new ArrayList<>();
    List<Stop> stops = new ArrayList<>();
    items.forEach(
        (number, item) -> {
          Ticket ticket = Ticket.of(key(number), item.tickets + (item.asksAgain ? 100 : 0));
          if (item.phase == Phase.QUEUED || (item.lease && item.asksAgain)) {
            waiting.add(
                new Waits(
                    ticket, key(number), "t", waiting.size() + 1, "", item.since, null, null));
          }
          if (item.lease) {
            running.add(new Runs(key(number), "", null, item.since));
            running.add(new Runs(key(number), "", new HostId("h1"), item.since));
          }
          WaitReason reason = item.reason;
          if (reason != null) {
            stops.add(
                new Stop(
                    key(number),
                    "t",
                    item.phase,
                    reason,
                    Ticket.of(key(number), item.tickets),
                    "d",
                    "u",
                    "mark" + (random.nextInt(5) == 0 ? events : 0)));
          }
        });
    GateSight gate =
        random.nextInt(10) == 0
            ? null
            : new GateSight(
                waiting,
                running,
                expiredTickets,
                caps.values().stream().map(this::shown).toList(),
                paused,
                paused ? "ada" : null,
                paused ? "lunch" : null);
    return new Sighting(now, gate, stops, expired, waves);
  }

  /** A pause hides who put a cap in force. */
  private Cap shown(Cap cap) {
    return paused || cap.paused()
        ? new Cap(
            cap.pool(),
            cap.configured(),
            cap.cap(),
            true,
            paused ? "ada" : "bob",
            "lunch",
            cap.until(),
            cap.byHand())
        : cap;
  }
}
