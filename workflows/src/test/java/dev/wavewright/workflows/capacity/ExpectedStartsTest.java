package dev.wavewright.workflows.capacity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.core.CapacityDecider;
import dev.wavewright.workflows.capacity.core.CapacitySnapshot;
import dev.wavewright.workflows.capacity.core.Decision;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.ExpectedStarts;
import dev.wavewright.workflows.capacity.core.ExpectedStarts.Interval;
import dev.wavewright.workflows.capacity.core.Foretold;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Outcome;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExpectedStartsTest {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
  private static final HostId HOST = new HostId("h1");
  private static final String API = "acme/api";
  private static final String WEB = "acme/web";

  private Gate gate = Gate.initial();
  private Instant now = START;
  private int asked;

  @Test
  @DisplayName("L5: after five sessions of one length the next start is told, and before it is not")
  void fiveSamples() {
    host(1);
    for (int sessions = 1; sessions <= ExpectedStarts.FEWEST; sessions++) {
      ask(API, "codex");
      Ticket second = ask(API, "codex");
      assertThat(expected()).as("after %s sessions", sessions - 1).isEmpty();
      cancel(second);
      pass(Duration.ofMinutes(10));
      releaseAll();
    }
    ask(API, "codex");
    pass(Duration.ofMinutes(4));
    Ticket next = ask(API, "codex");
    Ticket last = ask(API, "codex");

    Interval soon = requireNonNull(expected().get(next));
    Interval later = requireNonNull(expected().get(last));
    assertThat(soon.earliest()).isBetween(now, now.plus(Duration.ofMinutes(6)));
    assertThat(soon.latest())
        .isBetween(now.plus(Duration.ofMinutes(6)), now.plus(Duration.ofMinutes(9)));
    assertThat(later.earliest()).isAfter(soon.latest().minus(Duration.ofMinutes(2)));
    assertThat(later.latest()).isBefore(now.plus(Duration.ofMinutes(21)));
  }

  @Test
  @DisplayName("L5: what depends on work of unknown length is told nothing, what does not is told")
  void unknownWork() {
    host(1);
    learn(API, "codex", Duration.ofMinutes(10));
    ask(WEB, "codex");
    Ticket first = ask(API, "codex");
    assertThat(expected()).as("the only session is at work of unknown length").isEmpty();

    host(2);
    Ticket second = ask(API, "codex");
    Ticket other = ask(WEB, "codex");
    assertThat(gate.grantOf(first)).isPresent();
    assertThat(expected()).containsOnlyKeys(second).doesNotContainKey(other);
  }

  @Test
  @DisplayName("L5: nothing is told of what a pause keeps, for nobody knows when that ends")
  void paused() {
    host(1);
    learn(API, "codex", Duration.ofMinutes(10));
    ask(API, "codex");
    Ticket next = ask(API, "codex");
    assertThat(expected()).containsOnlyKeys(next);

    decide(new Event.PauseGate(PoolName.account("main"), "ada", "lunch"));
    assertThat(expected()).isEmpty();
    decide(new Event.ResumeGate(PoolName.account("main"), "ada", ""));
    assertThat(expected()).containsOnlyKeys(next);

    decide(new Event.PauseGate(null, "ada", "night"));
    assertThat(expected()).isEmpty();
  }

  @Test
  @DisplayName("CAP-8: the start of a request is told before it is asked for, and nothing changes")
  void beforeItIsAsked() {
    host(1);
    learn(API, "codex", Duration.ofMinutes(10));
    ask(API, "codex");
    Gate before = gate;

    CapacityView.ExpectedStart expected =
        requireNonNull(GateViews.expected(gate, Foretold.nothing(), event(API, "codex", 1), now));
    assertThat(expected.latest())
        .isBetween(now.plus(Duration.ofMinutes(8)), now.plus(Duration.ofMinutes(13)));
    assertThat(gate).isEqualTo(before);

    releaseAll();
    assertThat(GateViews.expected(gate, Foretold.nothing(), event(API, "codex", 1), now))
        .as("it starts")
        .isNull();
  }

  @Test
  @DisplayName("L5 C13: what was measured and what is expected outlast continue-as-new")
  void renewed() {
    host(1);
    learn(API, "codex", Duration.ofMinutes(10));
    ask(API, "codex");
    ask(API, "codex");
    Map<Ticket, Interval> before = expected();

    gate = StateRows.read(StateRows.write(gate, 2_000, now));

    assertThat(expected()).isNotEmpty().isEqualTo(before);
  }

  @Test
  @DisplayName("L5: what is measured long ago gives way to what is measured now")
  void newestCount() {
    host(1);
    learn(API, "codex", Duration.ofHours(2));
    for (int turn = 0; turn < 7; turn++) {
      learn(API, "codex", Duration.ofMinutes(10));
    }

    assertThat(gate.measured())
        .isNotEmpty()
        .allSatisfy(
            kind ->
                assertThat(kind.millis())
                    .hasSize(32)
                    .allMatch(millis -> millis.equals(Duration.ofMinutes(10).toMillis())));
  }

  @Test
  @DisplayName("L5: of 2,000 starts in queues of all kinds the interval holds at least 80 of 100")
  void holdsTheTruth() {
    Tally tally = Tally.of(2_000, false);
    System.out.println(tally);
    assertThat(tally.held).isGreaterThanOrEqualTo(tally.told * 80 / 100);
    // An interval from now to never would hold everything.
    assertThat(tally.width).isLessThan(tally.wait);
  }

  @Test
  @DisplayName(
      "L5: at least 70 of 100 where everything grows slower and faster while it is measured")
  void holdsTheTruthOfMachineThatChanges() {
    Tally tally = Tally.of(1_000, true);
    System.out.println(tally);
    assertThat(tally.held).isGreaterThanOrEqualTo(tally.told * 70 / 100);
    assertThat(tally.asPlayed).as("without its record").isLessThan(tally.held * 9 / 10);
    assertThat(tally.width).isLessThan(tally.wait * 3 / 2);
  }

  /** How what was told came out, over many queues. */
  private static final class Tally {
    private int told;
    private int held;
    private double width;
    private double wait;
    private int asPlayed;

    static Tally of(int starts, boolean drifts) {
      Tally tally = new Tally();
      for (long seed = 1; tally.told < starts; seed++) {
        assertThat(seed).as("queues").isLessThan(200);
        Factory factory = new Factory(seed, drifts);
        factory.run(250);
        for (Factory.Told each : factory.told) {
          tally.told++;
          tally.held += each.holds() ? 1 : 0;
          tally.asPlayed += each.holdsAsPlayed() ? 1 : 0;
          tally.width += each.width();
          tally.wait += each.waited();
        }
      }
      return tally;
    }

    @Override
    public String toString() {
      return "%d starts told, %.1f %% within the interval, %.1f %% as played; mean interval %.0f s, mean wait %.0f s"
          .formatted(told, 100.0 * held / told, 100.0 * asPlayed / told, width / told, wait / told);
    }
  }

  @Test
  @DisplayName("L5: a full queue of 2,000 is looked through in well under a second")
  void fullQueue() {
    host(8);
    learn(API, "codex", Duration.ofMinutes(10));
    List<Event> events = new ArrayList<>();
    for (int number = 1; number <= 2_000; number++) {
      events.add(event(API, "codex", 8));
    }
    decide(events.toArray(Event[]::new));
    long best = Long.MAX_VALUE;
    for (int turn = 0; turn < 3; turn++) {
      long began = System.nanoTime();
      assertThat(expected()).hasSizeGreaterThan(200);
      best = Math.min(best, System.nanoTime() - began);
    }
    System.out.printf("expected starts of 2,000 waiting: %d ms%n", best / 1_000_000);
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofSeconds(2));
  }

  private Map<Ticket, Interval> expected() {
    return ExpectedStarts.of(gate, now);
  }

  private void learn(String repository, String agent, Duration length) {
    for (int number = 0; number < ExpectedStarts.FEWEST; number++) {
      ask(repository, agent);
      pass(length);
      releaseAll();
    }
  }

  private void host(int sessions) {
    decide(new Event.HostRegistered(HOST, sessions));
  }

  private Ticket ask(String repository, String agent) {
    Event.Ask ask = event(repository, agent, 1);
    decide(ask);
    return ask.request().ticket();
  }

  private Event.Ask event(String repository, String agent, int cap) {
    return askFor(new IssueKey(repository + "#" + ++asked), agent, cap, Priority.DEFAULT);
  }

  private void cancel(Ticket ticket) {
    decide(new Event.Cancel(ticket, "not wanted"));
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void releaseAll() {
    decide(
        gate.granted().stream()
            .flatMap(
                held ->
                    held.leases().stream()
                        .map(
                            lease ->
                                new Event.Release(
                                    held.request().key(), lease.kind(), lease.token())))
            .toArray(Event[]::new));
  }

  private void decide(Event... news) {
    gate = told(gate, now, List.of(news)).gate();
  }

  static Decision told(Gate gate, Instant now, List<Event> news) {
    List<Event> events = new ArrayList<>(news);
    gate.outbox().forEach(message -> events.add(new Event.Delivered(message.id())));
    return CapacityDecider.decide(new CapacitySnapshot(gate, now, events));
  }

  static Event.Ask askFor(IssueKey key, String agent, int cap, Priority priority) {
    PoolName project = PoolName.project("shop");
    PoolName repository = PoolName.repository(key.repository().orElseThrow());
    Request request =
        new Request(
            Ticket.of(key, 1),
            key,
            key.workflowId(),
            "run",
            "implement",
            List.of(project, repository, PoolName.account("main")),
            true,
            List.of(PoolName.agent(agent)),
            List.of(),
            priority,
            0,
            Instant.EPOCH,
            "t");
    return new Event.Ask(
        request,
        List.of(
            new Event.Configured(project, 10),
            new Event.Configured(repository, cap),
            new Event.Configured(PoolName.account("main"), 100),
            new Event.Configured(PoolName.agent(agent), 100)),
        null,
        null,
        null);
  }

  /** A gate at work: requests come at random, and each takes as long as it happens to take. */
  private static final class Factory {
    /** What was told when a request was asked for, and when it started. */
    record Told(Instant asked, Interval interval, Interval played, Instant started) {
      boolean holds() {
        return holds(interval);
      }

      /** Whether it would have held without a record of errors. */
      boolean holdsAsPlayed() {
        return holds(played);
      }

      private boolean holds(Interval within) {
        return !started.isBefore(within.earliest()) && !started.isAfter(within.latest());
      }

      double width() {
        return Duration.between(interval.earliest(), interval.latest()).toSeconds();
      }

      double waited() {
        return Duration.between(asked, started).toSeconds();
      }
    }

    private record Due(Instant at, Event event) {}

    final List<Told> told = new ArrayList<>();
    private final Random random;
    private final int repositories;
    private final double urgent;
    private final int cap;
    private final Duration between;
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at));
    private final Map<Ticket, Interval> open = new HashMap<>();
    private final Map<Ticket, Interval> played = new HashMap<>();
    private final Map<Ticket, Instant> asked = new HashMap<>();
    private final double[] mean;
    private Gate gate = Gate.initial();
    private Foretold foretold = Foretold.nothing();
    private final boolean drifts;
    private double pace = 1;

    /**
     * @param drifts whether everything takes shorter or longer as time goes by, as on a machine
     *     with other work
     */
    Factory(long seed, boolean drifts) {
      this.drifts = drifts;
      random = new Random(seed);
      repositories = 1 + random.nextInt(4);
      urgent = random.nextInt(3) == 0 ? 0.15 : 0;
      cap = 1 + random.nextInt(2);
      int sessions = 1 + random.nextInt(4);
      mean =
          IntStream.range(0, repositories)
              .mapToDouble(each -> 300 + random.nextInt(1_500))
              .toArray();
      int together = Math.min(sessions, repositories * cap);
      // About as much comes as can be done, so the queue grows and shrinks.
      between = Duration.ofMillis((long) (1_000.0 * 1_100 / together));
      due.add(new Due(START, new Event.HostRegistered(HOST, sessions)));
    }

    void run(int requests) {
      Instant at = START;
      for (int number = 1; number <= requests; number++) {
        int repository = random.nextInt(repositories);
        IssueKey key = new IssueKey("acme/r" + repository + "#" + number);
        Priority priority = random.nextDouble() < urgent ? new Priority(1) : Priority.DEFAULT;
        at = at.plusMillis((long) (-Math.log(1 - random.nextDouble()) * between.toMillis()));
        due.add(new Due(at, askFor(key, "codex", cap, priority)));
      }
      while (!due.isEmpty()) {
        Due next = due.remove();
        Decision decision = told(gate, next.at(), List.of(next.event()));
        gate = decision.gate();
        foretold = foretold.after(decision, next.at());
        for (Outcome outcome : decision.outcomes()) {
          if (outcome instanceof Outcome.LeasesGranted granted) {
            began(granted.grant(), next.at());
          }
        }
        if (next.event() instanceof Event.Ask ask) {
          Interval interval = foretold.expected(gate, next.at()).get(ask.request().ticket());
          if (interval != null) {
            open.put(ask.request().ticket(), interval);
            played.put(
                ask.request().ticket(),
                requireNonNull(ExpectedStarts.of(gate, next.at()).get(ask.request().ticket())));
            asked.put(ask.request().ticket(), next.at());
          }
        }
      }
    }

    private void began(Granted granted, Instant now) {
      Ticket ticket = granted.request().ticket();
      Interval interval = open.remove(ticket);
      if (interval != null) {
        told.add(
            new Told(
                requireNonNull(asked.get(ticket)),
                interval,
                requireNonNull(played.get(ticket)),
                now));
      }
      String name = granted.request().key().repository().orElseThrow().value();
      double typical = mean[Integer.parseInt(name.substring("acme/r".length()))];
      if (drifts) {
        pace = Math.clamp(pace * Math.exp(0.05 * random.nextGaussian()), 0.6, 1.7);
      }
      double seconds = pace * typical * Math.exp(0.5 * random.nextGaussian() - 0.125);
      Instant ends = now.plusMillis((long) (seconds * 800));
      Instant landed = now.plusMillis((long) (seconds * (900 + random.nextInt(300))));
      granted
          .leases()
          .forEach(
              lease ->
                  due.add(
                      new Due(
                          lease.kind() == LeaseKind.SESSION ? ends : landed,
                          new Event.Release(
                              granted.request().key(), lease.kind(), lease.token()))));
    }
  }
}
