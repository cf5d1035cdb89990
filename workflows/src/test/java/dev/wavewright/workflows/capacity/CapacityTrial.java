package dev.wavewright.workflows.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.core.Admission;
import dev.wavewright.workflows.capacity.core.CapacityDecider;
import dev.wavewright.workflows.capacity.core.CapacitySnapshot;
import dev.wavewright.workflows.capacity.core.Decision;
import dev.wavewright.workflows.capacity.core.Draining;
import dev.wavewright.workflows.capacity.core.Ending;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Granted;
import dev.wavewright.workflows.capacity.core.Lease;
import dev.wavewright.workflows.capacity.core.Measured;
import dev.wavewright.workflows.capacity.core.Message;
import dev.wavewright.workflows.capacity.core.Outcome;
import dev.wavewright.workflows.capacity.core.Place;
import dev.wavewright.workflows.capacity.core.Pool;
import dev.wavewright.workflows.capacity.core.Verdict;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.WaitReason;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Plays random scripts to the core and to the naive gate, and compares them after every step. */
final class CapacityTrial {
  private static final Pattern FULL = Pattern.compile("(\\S+)(?: is full)? \\((\\d+/\\d+)\\)");

  private final Map<String, Integer> counts = new TreeMap<>();
  private NaiveGate naive = new NaiveGate(0);
  private Gate gate = Gate.initial();
  private final Map<String, LeaseToken> newest = new TreeMap<>();
  private final DefaultDataConverter json = DefaultDataConverter.newDefaultInstance();
  private long epoch;

  /** Plays so many scripts; the seed of the first broken one is named in the error. */
  void play(long firstSeed, int seeds) {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      play(seed);
    }
  }

  Map<String, Integer> counts() {
    return counts;
  }

  private void play(long seed) {
    CapacityScript script = new CapacityScript(seed);
    gate = Gate.initial();
    naive = new NaiveGate(script.now().toEpochMilli());
    newest.clear();
    epoch = 0;
    int steps = 0;
    try {
      for (; steps < script.length(); steps++) {
        step(script);
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ", step " + steps + ": " + e.getMessage(), e);
    }
  }

  private void step(CapacityScript script) {
    if (script.renews()) {
      Gate read = StateRows.read(throughJson(StateRows.write(gate, 2_000, script.now())));
      assertThat(read).as("C13").isEqualTo(gate);
      gate = read;
      count("C13 continued as new");
    }
    script.passTime();
    List<Event> events = script.events(gate);
    long waitingBefore = naive.waitingInOrder().size();
    naive.passTo(script.now().toEpochMilli()).forEach(expired -> count("C10 expired"));
    count("L3 aged", naive.age());
    for (Event event : events) {
      note(event);
    }
    count("C12 the end of a set cap", naive.endLeversUntil(script.now()));
    naive.age();
    count("L3 neighbours age together", naive.agedTogether);
    NaiveGate.Entry keeper = naive.mostPatient();
    List<NaiveGate.Entry> granted = naive.grantAll();
    naive.look();
    count("L3 one that reserved is granted", keeper != null && granted.contains(keeper));
    naive.freezeAndThaw();
    Decision decision = CapacityDecider.decide(new CapacitySnapshot(gate, script.now(), events));
    gate = decision.gate();
    compareGrants(decision, granted);
    compareHeld();
    compareWaiting(decision);
    compareMeasured();
    compareMessages();
    compareOutcomes(decision, events.size());
    if (waitingBefore > 0 && naive.everythingPaused()) {
      assertThat(granted).as("C11").isEmpty();
      count("C11 nothing granted in a pause of everything");
    }
  }

  private CapacityState throughJson(CapacityState state) {
    return json.fromPayload(
        json.toPayload(state).orElseThrow(), CapacityState.class, CapacityState.class);
  }

  private void note(Event event) {
    switch (event) {
      case Event.Ask ask -> count("asked: " + naive.ask(ask));
      case Event.Release release ->
          count(naive.release(release) ? "C3 freed by token" : "C3 foreign or late release");
      case Event.Cancel cancel -> count("C9 " + naive.cancel(cancel.ticket()));
      case Event.CancelWaiting cancel ->
          count(naive.cancelWaiting(cancel.holders()) ? "C9 waiters cancelled" : "C9 no waiters");
      case Event.Move move -> {
        count("C7 rank of a wave for what a person placed", naive.ranksPlaced(move));
        count("C7 rank of a wave moves what a person put beside", naive.ranksNeighbour(move));
        count(naive.move(move) ? "C7 moved" : "C7 move of no waiter");
      }
      case Event.PutBeside put -> count("C7 put " + naive.put(put));
      case Event.Extend extend -> count("C10 extended " + naive.extend(extend));
      case Event.HolderLost lost ->
          count(naive.lost(lost.holder(), lost.run()) > 0 ? "L2 lost" : "L2 lost nothing");
      case Event.SessionGone gone ->
          count(naive.sessionGone(gone.token()) ? "L2 drained" : "L2 not draining");
      case Event.Delivered delivered -> noteDelivery(delivered.message());
      case Event.Undeliverable undeliverable -> noteFailure(undeliverable.message());
      case Event.NotDelivered notDelivered -> count("messages sent again");
      case Event.EpochRaised raised -> {
        epoch = Math.max(epoch, raised.epoch());
        count("C4 epoch told");
      }
      case Event.SetCap set -> {
        count("L2 cap set of a lost host", set.pool().host().filter(naive::isLost).isPresent());
        noteLever(event, set.pool(), "set");
      }
      case Event.FreeCap free -> noteLever(event, free.pool(), "release");
      case Event.LimitCap limited -> {
        count("C12 a limit of a pool that a person set", naive.isSet(limited.pool()));
        noteLever(event, limited.pool(), "limit");
      }
      case Event.LiftLimit lifted -> noteLever(event, lifted.pool(), "lift");
      case Event.StepDown down -> noteLever(event, down.pool(), "step down");
      case Event.StepUp up -> {
        int allowed = naive.allowed(up.pool());
        noteLever(event, up.pool(), "step up");
        count("C12 a step above the limit", naive.cap(up.pool()) > allowed);
      }
      case Event.PauseGate pause -> steer(event, "C11 paused");
      case Event.ResumeGate resume -> steer(event, "C11 resumed");
      case Event.HostRegistered host ->
          count(naive.hostRegistered(host) > 0 ? "L2 lost host is back" : "hosts registered");
      case Event.ConditionTold told -> {
        boolean knew = naive.told(told);
        count(knew ? "SES-5 told: " + told.pressure().word() : "SES-5 told of no host");
        count("SES-5 under pressure with sessions", knew && naive.held(told.host().pool()) > 0);
      }
      case Event.HostLost lost -> {
        count("L2 lost under a grant on its way", naive.hasGrantUnderWayTo(lost.host()));
        int freed = naive.hostLost(lost);
        count(
            freed < 0 ? "L2 no such host" : freed == 0 ? "L2 idle host lost" : "L2 busy host lost");
      }
    }
  }

  private void steer(Event event, String what) {
    naive.steer(event);
    count(what);
  }

  private void noteLever(Event event, PoolName pool, String what) {
    int before = naive.cap(pool);
    naive.steer(event);
    int after = naive.cap(pool);
    count("C2 " + what + (after < before ? " lowers" : after > before ? " raises" : " stays"));
    if (after < naive.held(pool)) {
      count("C2 cap below what is held");
    }
  }

  private Message message(long id) {
    return gate.outbox().stream().filter(known -> known.id() == id).findFirst().orElseThrow();
  }

  /** A message may have been taken back by an earlier event of the same step. */
  private void noteDelivery(long id) {
    Message message = message(id);
    if (message instanceof Message.Grant) {
      naive.delivered(message.ticket(), message.run());
    } else {
      Message.Refusal refusal = (Message.Refusal) message;
      naive.refusals.remove(
          new NaiveGate.Refused(refusal.ticket(), refusal.run(), refusal.ending()));
    }
    count("messages delivered");
  }

  private void noteFailure(long id) {
    Message message = message(id);
    if (message instanceof Message.Refusal refusal) {
      naive.refusals.remove(
          new NaiveGate.Refused(refusal.ticket(), refusal.run(), refusal.ending()));
    } else if (naive.entries.stream()
        .noneMatch(
            entry ->
                entry.live()
                    && entry.request.ticket().equals(message.ticket())
                    && entry.run.equals(message.run()))) {
      return;
    }
    naive.undeliverable(message.holder(), message.run());
    count("L2 receiver closed");
  }

  private void compareGrants(Decision decision, List<NaiveGate.Entry> expected) {
    List<Granted> actual =
        decision.outcomes().stream()
            .filter(Outcome.LeasesGranted.class::isInstance)
            .map(outcome -> ((Outcome.LeasesGranted) outcome).grant())
            .toList();
    assertThat(actual.stream().map(grant -> name(grant.request().ticket().value(), grant)))
        .as("C1 C7 who is granted, in order")
        .containsExactlyElementsOf(
            expected.stream()
                .map(entry -> entry.request.ticket() + "@" + entry.run + " on " + entry.host)
                .toList());
    for (int index = 0; index < actual.size(); index++) {
      giveTokens(actual.get(index), expected.get(index));
    }
  }

  private static String name(String ticket, Granted grant) {
    return ticket + "@" + grant.request().run() + " on " + grant.host();
  }

  private void giveTokens(Granted grant, NaiveGate.Entry entry) {
    for (Lease lease : grant.leases()) {
      NaiveGate.Slip slip =
          entry.slips.stream().filter(own -> own.kind == lease.kind()).findFirst().orElseThrow();
      assertThat(lease.pools()).as("C1 pools").containsExactlyInAnyOrderElementsOf(slip.pools);
      slip.token = lease.token();
      String pair = grant.request().key() + " " + lease.kind();
      assertThat(lease.token().epoch()).as("C4 epoch").isEqualTo(epoch);
      LeaseToken before = newest.put(pair, lease.token());
      if (before != null) {
        assertThat(lease.token()).as("C4").isGreaterThan(before);
        count(before.epoch() < lease.token().epoch() ? "C4 rose by epoch" : "C4 rose");
      }
      for (PoolName pool : lease.pools()) {
        int held = naive.held(pool);
        assertThat(held).as("C1").isLessThanOrEqualTo(naive.cap(pool));
        count(held == naive.cap(pool) ? "C1 filled a pool" : "C1 left room");
      }
    }
    count("L3 what is in flight goes by a reservation", passesReservation(entry));
    boolean overtook =
        naive.waitingInOrder().stream().anyMatch(waits -> NaiveGate.before(waits, entry));
    count(overtook ? "C7 passed one that cannot go" : "C7 in order");
  }

  private boolean passesReservation(NaiveGate.Entry entry) {
    NaiveGate.Entry keeper = naive.keeper;
    return keeper != null
        && entry.request.inFlightPools().isEmpty()
        && !naive.inFlightPoolsOf(entry.request.key()).isEmpty()
        && entry.slips.stream()
            .flatMap(slip -> slip.pools.stream())
            .anyMatch(naive.keptBy(keeper)::containsKey);
  }

  private void compareHeld() {
    List<String> expected = new ArrayList<>();
    for (NaiveGate.Entry entry : naive.entries) {
      for (NaiveGate.Slip slip : entry.slips) {
        if (!slip.free) {
          expected.add(
              entry.request.ticket()
                  + "@"
                  + (slip.draining ? "drains" : entry.run)
                  + " "
                  + slip.kind
                  + " "
                  + slip.token);
        }
      }
    }
    List<String> actual = new ArrayList<>();
    for (Granted granted : gate.granted()) {
      assertThat(granted.leases()).as("C5").isNotEmpty();
      for (Lease lease : granted.leases()) {
        actual.add(
            granted.request().ticket()
                + "@"
                + granted.request().run()
                + " "
                + lease.kind()
                + " "
                + lease.token());
      }
    }
    for (Draining draining : gate.draining()) {
      Lease lease = draining.lease();
      actual.add(draining.ticket() + "@drains " + lease.kind() + " " + lease.token());
    }
    assertThat(actual).as("C3 C5 L2 what is held").containsExactlyInAnyOrderElementsOf(expected);
    for (HostId host : CapacityScript.HOSTS) {
      assertThat(gate.knows(host)).as("L2 %s is known", host).isEqualTo(naive.knows(host));
    }
    gate.pools()
        .forEach(
            pool -> {
              assertThat(pool.cap()).as("C2 cap").isEqualTo(naive.cap(pool.name()));
              assertThat(pool.configured()).isEqualTo(naive.configured(pool.name()));
              assertThat(gate.held(pool.name())).isEqualTo(naive.held(pool.name()));
            });
  }

  private void compareWaiting(Decision decision) {
    List<NaiveGate.Entry> expected = naive.waitingInOrder();
    List<Verdict> verdicts = Admission.judge(gate);
    assertThat(
            verdicts.stream()
                .map(v -> v.waiting().request().ticket() + "@" + v.waiting().request().run()))
        .as("C5 C7 order of the queue")
        .containsExactlyElementsOf(
            expected.stream().map(entry -> entry.request.ticket() + "@" + entry.run).toList());
    long earliest = Long.MAX_VALUE;
    for (int index = 0; index < expected.size(); index++) {
      NaiveGate.Entry entry = expected.get(index);
      assertThat(naive.grantable(entry)).as("L1").isFalse();
      assertThat(verdicts.get(index)).as("L1").isInstanceOf(Verdict.Hold.class);
      Verdict.Hold hold = (Verdict.Hold) verdicts.get(index);
      assertThat(hold.position()).as("C8").isEqualTo(index + 1);
      assertThat(hold.waiting().overtaken()).as("L3 overtaken").isEqualTo(entry.overtaken);
      count("L3 overtaken", entry.overtaken > 0);
      assertThat(hold.waiting().priority().level())
          .as("L3 aged")
          .isEqualTo(Math.max(0, entry.priority - entry.levels));
      count("L3 aged with its wave", entry.levels > entry.aged / Math.max(1, entry.agesEvery));
      count("L3 aged beyond the first priority", entry.levels > entry.priority);
      checkPlace(entry, hold.waiting().place());
      checkReason(entry, hold.reason());
      checkPressure(entry, hold);
      checkClock(entry, hold);
      if (entry.longestWait != null && !entry.frozen) {
        earliest = Math.min(earliest, decisionTime(entry));
      }
    }
    if (expected.size() > 1) {
      count("C8 positions of several");
    }
    for (Pool pool : gate.pools()) {
      Instant end = pool.lever() == null ? null : pool.lever().until();
      earliest = end == null ? earliest : Math.min(earliest, end.toEpochMilli());
    }
    if (earliest < Long.MAX_VALUE) {
      assertThat(decision.wakeAt()).as("C10 timer").isNotNull();
      assertThat(Objects.requireNonNull(decision.wakeAt()).toEpochMilli())
          .isLessThanOrEqualTo(earliest);
    }
  }

  private long decisionTime(NaiveGate.Entry entry) {
    return naive.clock() + Objects.requireNonNull(entry.longestWait) - entry.waited;
  }

  private static void checkPlace(NaiveGate.Entry entry, @Nullable Place place) {
    NaiveGate.Spot spot = entry.spot;
    assertThat(place == null).as("C7 placed").isEqualTo(spot == null);
    if (place != null && spot != null) {
      assertThat(place.priority().level())
          .as("C7 priority of its place")
          .isEqualTo(spot.priority());
      assertThat(place.rank()).as("C7 rank of its place").isEqualTo(spot.rank());
    }
  }

  private void checkClock(NaiveGate.Entry entry, Verdict.Hold hold) {
    Instant expiresAt = hold.waiting().expiresAt();
    if (entry.longestWait == null) {
      assertThat(expiresAt).as("C10 no deadline").isNull();
      assertThat(hold.waiting().remaining()).isNull();
    } else if (entry.frozen) {
      assertThat(expiresAt).as("C10 paused").isNull();
      assertThat(Objects.requireNonNull(hold.waiting().remaining()).toMillis())
          .as("C10 paused time does not count")
          .isEqualTo(entry.longestWait - entry.waited);
      count("C10 clock stands still");
    } else {
      assertThat(Objects.requireNonNull(expiresAt).toEpochMilli())
          .as("C10")
          .isEqualTo(decisionTime(entry));
      count("C10 clock runs");
    }
  }

  /** A wait is laid to pressure if some host would take the session without it, and none does. */
  private void checkPressure(NaiveGate.Entry entry, Verdict.Hold hold) {
    PoolName pool = hold.pool();
    if (hold.why() == WaitReason.HOST_UNDER_PRESSURE) {
      assertThat(pool).as("L5").isNotNull();
      assertThat(naive.takesSessions(Objects.requireNonNull(pool))).as("C15").isFalse();
      assertThat(naive.closed(pool)).as("SES-5 a person's word comes first").isFalse();
      assertThat(hold.reason()).contains(naive.pressure(pool).word() + " is short");
      count("SES-5 waits for cores", naive.pressure(pool) == Pressure.CPU);
      count("SES-5 waits for memory", naive.pressure(pool) == Pressure.MEMORY);
      count("SES-5 its clock runs", entry.longestWait != null && !entry.frozen);
      return;
    }
    boolean onlyPressed =
        hold.reason().startsWith("no host takes a session")
            && naive.hosts().stream().anyMatch(host -> !naive.closed(host.pool()));
    assertThat(onlyPressed).as("SES-5 pressure is named").isFalse();
  }

  private void checkReason(NaiveGate.Entry entry, String reason) {
    assertThat(reason).as("L5").isNotBlank();
    if (naive.paused(entry)) {
      assertThat(reason).as("L5").containsAnyOf("paused by", "cap of 0");
      boolean repair =
          !entry.needs(LeaseKind.IN_FLIGHT)
              && naive.inFlightPoolsOf(entry.request.key()).stream().anyMatch(naive::closed);
      count(repair ? "C11 a repair waits for its paused project" : "C11 waits in a pause");
      return;
    }
    assertThat(reason).as("L5").doesNotContain("paused");
    NaiveGate.Entry keeper = naive.keeper;
    assertThat(reason.contains("so it is next")).as("L3 who reserves").isEqualTo(entry == keeper);
    if (reason.contains(" keeps its next lease for ")) {
      assertThat(reason)
          .as("L3")
          .endsWith(" for " + Objects.requireNonNull(keeper).request.ticket());
      assertThat(naive.fullPools(entry)).as("L3 nothing but the reservation").isEmpty();
      count(reason.contains("host:") ? "L3 a host is kept" : "L3 a pool is kept");
      return;
    }
    Matcher full = FULL.matcher(reason);
    if (full.find()) {
      Set<PoolName> told = new HashSet<>();
      do {
        PoolName pool = new PoolName(full.group(1));
        assertThat(full.group(2))
            .as("L5 %s", pool)
            .isEqualTo(naive.held(pool) + "/" + naive.cap(pool));
        told.add(pool);
      } while (full.find());
      if (told.stream().allMatch(pool -> pool.host().isEmpty())) {
        assertThat(told).as("L5 every full pool").containsAll(naive.fullPools(entry));
      }
      count(reason.contains("behind") ? "L5 full, behind others" : "L5 full");
      if (told.size() > 1) {
        count("L5 several full");
      }
    } else {
      String kind = reason.replaceFirst("[:;] host:.*", "");
      boolean allClosed = kind.equals("no host takes a session");
      for (HostId host : naive.hosts()) {
        boolean closed = !naive.takesSessions(host.pool());
        if (closed && (allClosed || kind.equals("no host has a free session"))) {
          assertThat(reason).as("L5 a closed host is named").contains(host.pool() + " ");
        }
        assertThat(closed || !allClosed).as("L5 no host takes a session").isTrue();
      }
      count("L5 " + kind.replaceAll("host:?\\S*", "host").replaceAll("on host \\S+", "on host"));
    }
  }

  private void compareMeasured() {
    Map<String, List<Long>> actual = new TreeMap<>();
    for (Measured measured : gate.measured()) {
      Measured.Work work = measured.work();
      actual.put(
          work.repository().value().replaceFirst("repository:", "")
              + " "
              + work.agent()
              + " "
              + work.purpose()
              + work.lease(),
          measured.millis());
    }
    Map<String, List<Long>> expected = new TreeMap<>();
    naive.measured.forEach(
        (work, millis) ->
            expected.put(work, millis.subList(Math.max(0, millis.size() - 32), millis.size())));
    assertThat(actual).as("L5 measured").isEqualTo(expected);
    count("L5 measured", !actual.isEmpty());
  }

  private void compareMessages() {
    List<String> expected =
        new ArrayList<>(
            naive.refusals.stream()
                .map(told -> told.ticket() + "@" + told.run() + " " + told.ending())
                .toList());
    List<String> actual =
        gate.outbox().stream()
            .filter(Message.Refusal.class::isInstance)
            .map(Message.Refusal.class::cast)
            .map(told -> told.ticket() + "@" + told.run() + " " + told.ending())
            .toList();
    assertThat(actual).as("C9 who is refused").containsExactlyInAnyOrderElementsOf(expected);
    for (NaiveGate.Entry entry : naive.entries) {
      boolean pending =
          gate.outbox().stream()
              .anyMatch(
                  message ->
                      message instanceof Message.Grant
                          && message.ticket().equals(entry.request.ticket())
                          && message.run().equals(entry.run));
      boolean holds = entry.live() && !entry.waiting;
      if (holds && !entry.delivered) {
        assertThat(pending).as("an undelivered grant is on its way").isTrue();
        count("C6 grant not yet confirmed");
      }
      if (pending) {
        assertThat(holds).as("only holders are told of grants").isTrue();
      }
    }
  }

  private void compareOutcomes(Decision decision, int events) {
    for (Outcome outcome : decision.outcomes()) {
      if (outcome instanceof Outcome.Ended ended) {
        count("C5 " + ended.ending());
        boolean known =
            ended.ending() == Ending.REJECTED
                || naive.entries.stream()
                    .anyMatch(
                        entry ->
                            entry.over
                                && entry.ending == ended.ending()
                                && entry.request.ticket().equals(ended.ticket())
                                && entry.run.equals(ended.run()));
        assertThat(known).as("C5 " + ended).isTrue();
      } else if (outcome instanceof Outcome.DrainBegan) {
        count("L2 drain began");
      } else if (outcome instanceof Outcome.GrantRepeated repeated) {
        boolean pending =
            gate.outbox().stream()
                .anyMatch(
                    message ->
                        message instanceof Message.Grant
                            && message.ticket().equals(repeated.ticket()));
        // Of several events a later one may have ended or delivered it.
        assertThat(pending || events > 1).as("C6 the same grant is sent again").isTrue();
        count(pending ? "C6 grant repeated" : "C6 grant repeated and delivered");
      }
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void count(String what, boolean seen) {
    if (seen) {
      count(what);
    }
  }
}
