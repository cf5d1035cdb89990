package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.core.Ending;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Request;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Ticket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The gate once more, written from the invariants and as simply as can be: everything that ever
 * came in is kept in flat lists, every cap, count and pause is found by reading them from the
 * start, every grant by searching all that wait again. It shares no code with the core.
 */
final class NaiveGate extends NaivePools {
  /** A request from its acceptance on. */
  static final class Entry {
    final Request request;
    final String run;
    final long arrival;
    @Nullable Long longestWait;
    @Nullable Spot spot;
    long acceptedAt;
    long grantedAt;
    int overtaken;
    int priority;
    long rank;
    long waited;
    long aged;
    int levels;
    @Nullable String wave;
    final long agesEvery;
    boolean frozen = true;
    boolean waiting = true;
    boolean over;
    boolean delivered;
    @Nullable Ending ending;
    @Nullable HostId host;
    final List<Slip> slips = new ArrayList<>();

    Entry(
        Request request,
        String run,
        long arrival,
        @Nullable Long longestWait,
        Event.@Nullable Ages ages) {
      this.request = request;
      wave = ages == null ? null : ages.with();
      agesEvery = ages == null ? 0 : ages.every().toSeconds() * 1_000;
      this.run = run;
      this.arrival = arrival;
      this.longestWait = longestWait;
      priority = request.priority().level();
      rank = request.rank();
    }

    boolean needs(LeaseKind kind) {
      return kind == LeaseKind.SESSION
          ? request.wantsSession()
          : !request.inFlightPools().isEmpty();
    }

    boolean keeps(LeaseKind kind) {
      return waiting
          ? needs(kind)
          : slips.stream().anyMatch(slip -> slip.kind == kind && !slip.free && !slip.draining);
    }

    boolean live() {
      return !over;
    }
  }

  /** Where a person put a request: an exact fraction between its neighbours. */
  record Spot(int priority, long rank, long arrival, Ticket beside, double fraction) {
    boolean front() {
      return rank == Long.MIN_VALUE;
    }

    boolean besideSame(Spot other) {
      return new Spot(priority, rank, arrival, beside, 0)
          .equals(new Spot(other.priority, other.rank, other.arrival, other.beside, 0));
    }
  }

  private static Spot spotOf(Entry entry) {
    return entry.spot == null
        ? new Spot(
            Math.max(0, entry.priority - entry.levels),
            entry.rank,
            entry.arrival,
            entry.request.ticket(),
            0)
        : entry.spot;
  }

  /** A lease, for ever. */
  static final class Slip {
    final LeaseKind kind;
    final List<PoolName> pools;
    @Nullable LeaseToken token;
    boolean free;
    boolean draining;

    /** Was on a host that was declared lost: the request does without it. */
    boolean lost;

    /** Is known to be gone for good. */
    boolean gone;

    Slip(LeaseKind kind, List<PoolName> pools) {
      this.kind = kind;
      this.pools = pools;
    }
  }

  /** What must reach a requester, told or not. */
  record Refused(Ticket ticket, String run, Ending ending) {}

  final List<Entry> entries = new ArrayList<>();
  final List<Refused> refusals = new ArrayList<>();
  final List<Ticket> early = new ArrayList<>();
  final Map<String, List<Long>> measured = new TreeMap<>();
  private long clock;
  private Map<PoolName, Integer> hostsKept = Map.of();
  private Set<IssueKey> notBound = Set.of();
  private Map<PoolName, Integer> keptNow = Map.of();

  /** Whether what a person put beside another has aged with it. */
  boolean agedTogether;

  /** Who reserves now, as of {@link #look}. */
  @Nullable Entry keeper;

  NaiveGate(long start) {
    clock = start;
  }

  // Time

  /** Moves the clock and returns what expired. */
  List<Entry> passTo(long now) {
    List<Entry> expired = new ArrayList<>();
    for (Entry entry : entries) {
      if (!entry.waiting || entry.over || entry.frozen) {
        continue;
      }
      entry.waited += now - clock;
      entry.aged += now - clock;
      if (entry.longestWait != null && entry.waited >= entry.longestWait) {
        expired.add(entry);
      }
    }
    clock = now;
    expired.forEach(entry -> finish(entry, Ending.EXPIRED));
    expired.forEach(entry -> refuse(entry, Ending.EXPIRED));
    return expired;
  }

  void freezeAndThaw() {
    entries.forEach(entry -> entry.frozen = paused(entry));
  }

  long clock() {
    return clock;
  }

  // What comes in

  String ask(Event.Ask ask) {
    Request wanted = ask.request();
    for (Entry entry : entries) {
      if (entry.over && isOf(entry, wanted.ticket(), wanted.run())) {
        return "ended";
      }
    }
    boolean takenOver = false;
    for (Entry entry : List.copyOf(entries)) {
      if (entry.live()
          && entry.request.key().equals(wanted.key())
          && entry.request.holder().equals(wanted.holder())
          && !entry.run.equals(wanted.run())) {
        if (!entry.waiting
            && entry.request.ticket().equals(wanted.ticket())
            && coversAll(entry, wanted)) {
          takeOver(entry, wanted);
          takenOver = true;
        } else {
          lose(entry, false);
        }
      }
    }
    Entry rival = rivalOf(wanted);
    if (rival != null) {
      if (!rival.request.holder().equals(wanted.holder())
          || !rival.request.key().equals(wanted.key())) {
        refusals.add(new Refused(wanted.ticket(), wanted.run(), Ending.REJECTED));
        return "rejected";
      }
      return takenOver ? "taken over" : rival.waiting ? "waits already" : "granted already";
    }
    if (early.remove(wanted.ticket())) {
      Entry cancelled = new Entry(wanted, wanted.run(), clock, null, null);
      entries.add(cancelled);
      finish(cancelled, Ending.CANCELLED);
      refuse(cancelled, Ending.CANCELLED);
      return "cancelled early";
    }
    if (wanted.purpose().length() > 2_000) {
      refusals.add(new Refused(wanted.ticket(), wanted.run(), Ending.REJECTED));
      return "rejected";
    }
    log.add(ask);
    long arrival = ask.arrival() == null ? clock : Math.min(clock, ask.arrival().toEpochMilli());
    Entry accepted =
        new Entry(
            wanted,
            wanted.run(),
            arrival,
            ask.deadline() == null ? null : ask.deadline().toMillis(),
            ask.ages());
    accepted.acceptedAt = clock;
    entries.add(accepted);
    return "accepted";
  }

  private @Nullable Entry rivalOf(Request wanted) {
    for (Entry entry : entries) {
      if (entry.live() && entry.request.ticket().equals(wanted.ticket())) {
        return entry;
      }
    }
    Entry first = null;
    for (Entry entry : entries) {
      if (!entry.live()
          || !entry.request.key().equals(wanted.key())
          || !entry.request.purpose().equals(wanted.purpose())) {
        continue;
      }
      boolean both =
          (wanted.wantsSession() && entry.keeps(LeaseKind.SESSION))
              || (!wanted.inFlightPools().isEmpty() && entry.keeps(LeaseKind.IN_FLIGHT));
      if (both
          && (first == null
              || entry.request.ticket().value().compareTo(first.request.ticket().value()) < 0)) {
        first = entry;
      }
    }
    return first;
  }

  private static boolean coversAll(Entry entry, Request wanted) {
    return (!wanted.wantsSession() || entry.keeps(LeaseKind.SESSION))
        && (wanted.inFlightPools().isEmpty() || entry.keeps(LeaseKind.IN_FLIGHT));
  }

  private void takeOver(Entry entry, Request wanted) {
    Entry heir = new Entry(entry.request, wanted.run(), entry.arrival, entry.longestWait, null);
    heir.waiting = false;
    heir.delivered = true;
    heir.host = entry.host;
    heir.grantedAt = entry.grantedAt;
    heir.priority = entry.priority;
    heir.rank = entry.rank;
    heir.slips.addAll(entry.slips);
    entry.slips.clear();
    finish(entry, Ending.HOLDER_LOST);
    entries.add(heir);
  }

  /** Returns whether a lease became free. */
  boolean release(Event.Release release) {
    for (Entry entry : entries) {
      for (Slip slip : entry.slips) {
        if (!slip.free
            && slip.kind == release.kind()
            && Objects.equals(slip.token, release.token())
            && entry.request.key().equals(release.key())) {
          measure(entry, slip);
          slip.free = true;
          slip.draining = false;
          slip.gone = true;
          if (entry.live() && entry.slips.stream().allMatch(other -> other.free || other.lost)) {
            finish(entry, Ending.RELEASED);
          }
          return true;
        }
      }
    }
    return false;
  }

  /** What was given back while its request held it tells how long such work takes. */
  private void measure(Entry entry, Slip slip) {
    if (!entry.live() || slip.draining || entry.request.sessionPools().isEmpty()) {
      return;
    }
    PoolName agent = entry.request.sessionPools().getFirst();
    if (agent.value().startsWith("agent:")) {
      entry
          .request
          .key()
          .repository()
          .ifPresent(
              repository ->
                  measured
                      .computeIfAbsent(
                          repository + " " + agent + " " + entry.request.purpose() + slip.kind,
                          absent -> new ArrayList<>())
                      .add(clock - entry.grantedAt));
    }
  }

  String cancel(Ticket ticket) {
    boolean known = false;
    for (Entry entry : entries) {
      if (!entry.request.ticket().equals(ticket)) {
        continue;
      }
      known = true;
      if (entry.live()) {
        boolean waited = entry.waiting;
        drainAll(entry, false);
        finish(entry, Ending.CANCELLED);
        refuse(entry, Ending.CANCELLED);
        return waited ? "cancelled waiting" : "cancelled granted";
      }
    }
    if (!known && !early.contains(ticket)) {
      early.add(ticket);
    }
    return "nothing";
  }

  boolean cancelWaiting(List<String> holders) {
    boolean any = false;
    for (String holder : holders) {
      for (Entry entry : List.copyOf(entries)) {
        if (entry.live() && entry.waiting && entry.request.holder().equals(holder)) {
          cancel(entry.request.ticket());
          any = true;
        }
      }
    }
    return any;
  }

  boolean move(Event.Move move) {
    for (Entry entry : entries) {
      if (entry.live() && entry.waiting && entry.request.ticket().equals(move.ticket())) {
        Spot before = spotOf(entry);
        entry.priority = move.priority() == null ? entry.priority : move.priority().level();
        entry.rank = move.rank() == null ? entry.rank : move.rank();
        if (move.by() == null && entry.spot == null) {
          takeAlong(before, spotOf(entry));
        }
        if (move.by() != null) {
          if (move.priority() != null) {
            entry.wave = null;
            entry.aged = 0;
            entry.levels = 0;
          }
          entry.spot = null;
          entry.spot = move.rank() == null ? null : spotOf(entry);
        }
        return true;
      }
    }
    return false;
  }

  /** Tells whether anything stood beside it. */
  private boolean takeAlong(Spot from, Spot to) {
    boolean any = false;
    for (Entry each : entries) {
      if (each.live() && each.waiting && each.spot != null && each.spot.besideSame(from)) {
        each.spot =
            new Spot(to.priority(), to.rank(), to.arrival(), to.beside(), each.spot.fraction());
        any = true;
      }
    }
    return any;
  }

  /** Tells whether any gained or lost levels; one of a wave is as old as the oldest of the wave. */
  boolean age() {
    boolean changed = false;
    for (Entry entry : entries) {
      if (!entry.live() || !entry.waiting || entry.agesEvery == 0) {
        continue;
      }
      long aged = entry.aged;
      for (Entry other : entries) {
        if (entry.wave != null
            && other.live()
            && other.waiting
            && other.agesEvery > 0
            && entry.wave.equals(other.wave)) {
          aged = Math.max(aged, other.aged);
        }
      }
      Spot before = spotOf(entry);
      int levels = (int) Math.min(4, aged / entry.agesEvery);
      changed |= levels != entry.levels;
      entry.levels = levels;
      if (entry.spot == null) {
        agedTogether |= takeAlong(before, spotOf(entry)) && !before.equals(spotOf(entry));
      }
    }
    return changed;
  }

  private @Nullable Entry waiter(@Nullable Ticket ticket) {
    for (Entry entry : entries) {
      if (entry.live() && entry.waiting && entry.request.ticket().equals(ticket)) {
        return entry;
      }
    }
    return null;
  }

  boolean ranksNeighbour(Event.Move move) {
    Entry entry = waiter(move.ticket());
    return entry != null
        && entry.spot == null
        && move.by() == null
        && entries.stream()
            .anyMatch(
                each ->
                    each.live()
                        && each.waiting
                        && each.spot != null
                        && each.spot.besideSame(spotOf(entry)));
  }

  boolean ranksPlaced(Event.Move move) {
    Entry entry = waiter(move.ticket());
    return entry != null && entry.spot != null && move.by() == null && move.rank() != null;
  }

  /** Tells what became of it. */
  String put(Event.PutBeside put) {
    Entry moved = waiter(put.ticket());
    Entry other = waiter(put.other());
    boolean front = put.side() == Event.Side.FRONT;
    if (moved == null || (!front && (other == null || other == moved))) {
      return "of no waiter";
    }
    List<Entry> order = waitingInOrder();
    int stands = order.indexOf(moved);
    order.remove(moved);
    int goes = front ? 0 : order.indexOf(other) + (put.side() == Event.Side.AFTER ? 1 : 0);
    boolean after = put.side() == Event.Side.AFTER;
    boolean someFront = !order.isEmpty() && spotOf(order.getFirst()).front();
    Spot spot =
        front && !someFront
            ? new Spot(0, Long.MIN_VALUE, 0, moved.request.ticket(), 0)
            : spotOf(order.get(after ? goes - 1 : goes));
    if (goes == stands && moved.spot != null && moved.spot.besideSame(spot)) {
      return "where it is already";
    }
    if (front && !someFront) {
      moved.spot = spot;
      return "FRONT of none";
    }
    int neighbour = after ? goes : goes - 1;
    double fraction = spot.fraction() + (after ? 1 : -1);
    if (neighbour >= 0 && neighbour < order.size()) {
      Spot beyond = spotOf(order.get(neighbour));
      fraction = beyond.besideSame(spot) ? (beyond.fraction() + spot.fraction()) / 2 : fraction;
    }
    moved.spot = new Spot(spot.priority(), spot.rank(), spot.arrival(), spot.beside(), fraction);
    return put.side().toString();
  }

  /** Tells what became of it. */
  String extend(Event.Extend extend) {
    Entry entry = waiter(extend.ticket());
    if (entry == null || entry.longestWait == null) {
      return "of no deadline";
    }
    long left = Math.max(entry.longestWait - entry.waited, extend.until().toEpochMilli() - clock);
    boolean later = left > entry.longestWait - entry.waited;
    entry.longestWait = entry.waited + left;
    return later ? (paused(entry) ? "in a pause" : "later") : "no later";
  }

  void steer(Event event) {
    log.add(event);
  }

  int lost(String holder, String run) {
    int found = 0;
    for (Entry entry : List.copyOf(entries)) {
      if (entry.live() && entry.request.holder().equals(holder) && entry.run.equals(run)) {
        lose(entry, false);
        found++;
      }
    }
    return found;
  }

  void undeliverable(String holder, String run) {
    for (Entry entry : List.copyOf(entries)) {
      if (entry.live() && entry.request.holder().equals(holder) && entry.run.equals(run)) {
        lose(entry, !entry.delivered);
      }
    }
  }

  void delivered(Ticket ticket, String run) {
    entries.stream()
        .filter(entry -> entry.live() && isOf(entry, ticket, run))
        .forEach(entry -> entry.delivered = true);
  }

  /** Returns how many leases count no more. */
  int hostLost(Event.HostLost lost) {
    if (!isHost(lost.host().pool())) {
      return -1;
    }
    log.add(lost);
    int freed = 0;
    for (Entry entry : entries) {
      for (Slip slip : entry.slips) {
        if (!slip.free
            && slip.kind == LeaseKind.SESSION
            && Objects.equals(entry.host, lost.host())) {
          slip.free = true;
          slip.draining = false;
          slip.lost = true;
          freed++;
        }
      }
      boolean nothingLeft = entry.slips.stream().allMatch(slip -> slip.free || slip.lost);
      if (entry.live() && !entry.waiting && nothingLeft) {
        finish(entry, Ending.HOLDER_LOST);
      }
    }
    return freed;
  }

  /** Returns how many leases of a host that was lost count again. */
  int hostRegistered(Event.HostRegistered host) {
    log.add(host);
    int back = 0;
    for (Entry entry : entries) {
      for (Slip slip : entry.slips) {
        if (slip.lost && slip.free && !slip.gone && Objects.equals(entry.host, host.host())) {
          slip.free = false;
          slip.draining = true;
          back++;
        }
      }
    }
    return back;
  }

  boolean sessionGone(LeaseToken token) {
    for (Entry entry : entries) {
      for (Slip slip : entry.slips) {
        if (slip.draining && Objects.equals(slip.token, token)) {
          slip.draining = false;
          slip.free = true;
          slip.gone = true;
          return true;
        }
      }
    }
    return false;
  }

  private void lose(Entry entry, boolean neverReceived) {
    drainAll(entry, neverReceived);
    finish(entry, Ending.HOLDER_LOST);
  }

  private static void drainAll(Entry entry, boolean neverReceived) {
    for (Slip slip : entry.slips) {
      if (!slip.free && !slip.lost) {
        slip.draining = slip.kind == LeaseKind.SESSION && !neverReceived;
        slip.free = !slip.draining;
      }
    }
  }

  private static void finish(Entry entry, Ending ending) {
    entry.over = true;
    entry.waiting = false;
    entry.ending = ending;
  }

  private void refuse(Entry entry, Ending ending) {
    refusals.add(new Refused(entry.request.ticket(), entry.run, ending));
  }

  private static boolean isOf(Entry entry, Ticket ticket, String run) {
    return entry.request.ticket().equals(ticket) && entry.run.equals(run);
  }

  // Grants

  /** Grants in rounds, as long as a grant may have changed who reserves. */
  List<Entry> grantAll() {
    List<Entry> granted = new ArrayList<>();
    boolean again = true;
    while (again) {
      List<Entry> order = waitingInOrder();
      List<Entry> contending = order.stream().filter(this::contends).toList();
      List<Entry> round = grantRound();
      granted.addAll(round);
      for (Entry entry : contending) {
        int place = order.indexOf(entry);
        long passed =
            round.stream()
                .filter(one -> order.indexOf(one) > place && sharesPool(one, entry))
                .count();
        if (entry.waiting) {
          entry.overtaken = (int) Math.min(10, entry.overtaken + passed);
        }
      }
      again = !round.isEmpty() && waitingInOrder().stream().anyMatch(one -> one.overtaken == 10);
    }
    return granted;
  }

  private static boolean sharesPool(Entry holder, Entry waiter) {
    List<PoolName> taken = new ArrayList<>();
    holder.slips.forEach(slip -> taken.addAll(slip.pools));
    List<PoolName> wanted = needed(waiter.request);
    if (waiter.request.wantsSession()) {
      List<HostId> named = waiter.request.hosts();
      taken.stream()
          .filter(pool -> pool.host().filter(h -> named.isEmpty() || named.contains(h)).isPresent())
          .forEach(wanted::add);
    }
    return taken.stream().anyMatch(wanted::contains);
  }

  /** Grants one request after the other, looking at all of them again each time. */
  private List<Entry> grantRound() {
    List<Entry> granted = new ArrayList<>();
    notBound = inFlightNow();
    Entry first = mostPatient();
    while (first != null && grantable(first, null, Map.of())) {
      grant(first);
      granted.add(first);
      first = mostPatient();
    }
    Map<PoolName, Integer> kept = keptBy(first);
    while (true) {
      Entry next = null;
      for (Entry entry : entries) {
        if (grantable(entry, first, kept) && (next == null || before(entry, next))) {
          next = entry;
        }
      }
      if (next == null) {
        return granted;
      }
      hostsKept = boundBy(next, first) ? kept : Map.of();
      grant(next);
      hostsKept = Map.of();
      granted.add(next);
    }
  }

  private void grant(Entry next) {
    if (next.needs(LeaseKind.IN_FLIGHT)) {
      next.slips.add(new Slip(LeaseKind.IN_FLIGHT, next.request.inFlightPools()));
    }
    if (next.request.wantsSession()) {
      HostId host = Objects.requireNonNull(hostFor(next.request));
      List<PoolName> pools = new ArrayList<>(next.request.sessionPools());
      pools.add(host.pool());
      next.host = host;
      next.slips.add(new Slip(LeaseKind.SESSION, pools));
    }
    next.waiting = false;
    next.grantedAt = clock;
  }

  /** Of those that were passed ten times the one that waits longest. */
  @Nullable Entry mostPatient() {
    Entry found = null;
    for (Entry entry : entries) {
      if (entry.over || !entry.waiting || entry.overtaken < 10 || !contends(entry)) {
        continue;
      }
      if (found == null
          || entry.acceptedAt < found.acceptedAt
          || (entry.acceptedAt == found.acceptedAt
              && entry.request.ticket().value().compareTo(found.request.ticket().value()) < 0)) {
        found = entry;
      }
    }
    return found;
  }

  Map<PoolName, Integer> keptBy(@Nullable Entry reserving) {
    Map<PoolName, Integer> kept = new TreeMap<>();
    if (reserving == null) {
      return kept;
    }
    needed(reserving.request).forEach(pool -> kept.merge(pool, 1, Integer::sum));
    if (reserving.request.wantsSession()) {
      HostId host = hostFor(reserving.request);
      for (HostId each : host == null ? openHosts(reserving.request) : List.of(host)) {
        kept.merge(each.pool(), 1, Integer::sum);
      }
    }
    return kept;
  }

  private List<HostId> openHosts(Request request) {
    return (request.hosts().isEmpty() ? hosts() : request.hosts())
        .stream().filter(host -> takesSessions(host.pool())).distinct().toList();
  }

  private boolean contends(Entry entry) {
    List<PoolName> needed = needed(entry.request);
    for (PoolName pool : needed) {
      int need = Collections.frequency(needed, pool);
      boolean own =
          entry
              .request
              .key()
              .repository()
              .map(PoolName::repository)
              .filter(pool::equals)
              .isPresent();
      if (need > cap(pool) || (own && held(pool) + need > cap(pool))) {
        return false;
      }
    }
    return !paused(entry)
        && !drains(entry)
        && (!entry.request.wantsSession() || !openHosts(entry.request).isEmpty());
  }

  private Set<IssueKey> inFlightNow() {
    Set<IssueKey> keys = new TreeSet<>();
    for (Entry entry : entries) {
      if (entry.live() && entry.keeps(LeaseKind.IN_FLIGHT) && !entry.waiting) {
        keys.add(entry.request.key());
      }
    }
    return keys;
  }

  private boolean boundBy(Entry entry, @Nullable Entry reserving) {
    return reserving != null && entry != reserving && !notBound.contains(entry.request.key());
  }

  /** Looks who reserves now, and what. */
  void look() {
    notBound = inFlightNow();
    keeper = mostPatient();
    keptNow = keptBy(keeper);
  }

  /** Tells whether it could go now, as of {@link #look}. */
  boolean grantable(Entry entry) {
    return grantable(entry, keeper, keptNow);
  }

  private boolean grantable(
      Entry entry, @Nullable Entry reserving, Map<PoolName, Integer> keptByIt) {
    if (entry.over || !entry.waiting || paused(entry) || drains(entry)) {
      return false;
    }
    Map<PoolName, Integer> kept = boundBy(entry, reserving) ? keptByIt : Map.of();
    List<PoolName> needed = needed(entry.request);
    for (PoolName pool : needed) {
      int more = Collections.frequency(needed, pool) + kept.getOrDefault(pool, 0);
      if (held(pool) + more > cap(pool)) {
        return false;
      }
    }
    hostsKept = kept;
    HostId host = hostFor(entry.request);
    hostsKept = Map.of();
    return !entry.request.wantsSession() || host != null;
  }

  List<PoolName> fullPools(Entry entry) {
    List<PoolName> needed = needed(entry.request);
    return needed.stream()
        .filter(pool -> held(pool) + Collections.frequency(needed, pool) > cap(pool))
        .toList();
  }

  static boolean before(Entry one, Entry other) {
    Spot here = spotOf(one);
    Spot there = spotOf(other);
    if (here.priority() != there.priority()) {
      return here.priority() < there.priority();
    }
    if (here.rank() != there.rank()) {
      return here.rank() < there.rank();
    }
    if (here.arrival() != there.arrival()) {
      return here.arrival() < there.arrival();
    }
    if (!here.beside().equals(there.beside())) {
      return here.beside().value().compareTo(there.beside().value()) < 0;
    }
    if (here.fraction() != there.fraction()) {
      return here.fraction() < there.fraction();
    }
    return one.request.ticket().value().compareTo(other.request.ticket().value()) < 0;
  }

  List<Entry> waitingInOrder() {
    List<Entry> order = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.live() && entry.waiting) {
        int place = 0;
        while (place < order.size() && before(order.get(place), entry)) {
          place++;
        }
        order.add(place, entry);
      }
    }
    return order;
  }

  private boolean drains(Entry entry) {
    return entry.request.wantsSession()
        && entries.stream()
            .filter(other -> other.request.key().equals(entry.request.key()))
            .flatMap(other -> other.slips.stream())
            .anyMatch(slip -> slip.draining);
  }

  boolean paused(Entry entry) {
    if (everythingPaused()) {
      return true;
    }
    List<PoolName> gating = needed(entry.request);
    gating.addAll(inFlightPoolsOf(entry.request.key()));
    if (gating.stream().anyMatch(this::closed)) {
      return true;
    }
    List<HostId> hosts = entry.request.hosts();
    return entry.request.wantsSession()
        && !hosts.isEmpty()
        && hosts.stream().allMatch(host -> isHost(host.pool()) && closed(host.pool()));
  }

  List<PoolName> inFlightPoolsOf(IssueKey key) {
    return entries.stream()
        .filter(entry -> entry.live() && entry.request.key().equals(key))
        .flatMap(entry -> entry.slips.stream())
        .filter(slip -> slip.kind == LeaseKind.IN_FLIGHT && !slip.free)
        .flatMap(slip -> slip.pools.stream())
        .toList();
  }

  private static List<PoolName> needed(Request request) {
    List<PoolName> needed = new ArrayList<>(request.inFlightPools());
    if (request.wantsSession()) {
      needed.addAll(request.sessionPools());
    }
    return needed;
  }

  private @Nullable HostId hostFor(Request request) {
    HostId best = null;
    for (HostId host : request.hosts().isEmpty() ? hosts() : request.hosts()) {
      PoolName pool = host.pool();
      int free = cap(pool) - held(pool) - hostsKept.getOrDefault(pool, 0);
      if (!takesSessions(pool) || free <= 0) {
        continue;
      }
      if (!request.hosts().isEmpty()) {
        return host;
      }
      int most =
          best == null
              ? 0
              : cap(best.pool()) - held(best.pool()) - hostsKept.getOrDefault(best.pool(), 0);
      if (best == null
          || free > most
          || (free == most && host.value().compareTo(best.value()) < 0)) {
        best = host;
      }
    }
    return best;
  }

  // Pools, read from the log

  int held(PoolName pool) {
    int held = 0;
    for (Entry entry : entries) {
      for (Slip slip : entry.slips) {
        held += slip.free ? 0 : Collections.frequency(slip.pools, pool);
      }
    }
    return held;
  }

  boolean closed(PoolName pool) {
    return cap(pool) == 0 || pausedAlone(pool);
  }

  /** A machine short of memory takes nothing, one short of cores nothing beside another session. */
  boolean takesSessions(PoolName pool) {
    Pressure pressure = pressure(pool);
    boolean beside = pressure == Pressure.CPU && held(pool) > 0;
    return isHost(pool) && !closed(pool) && pressure != Pressure.MEMORY && !beside;
  }

  /** Tells whether somebody has a session on this host and does not know it yet. */
  boolean hasGrantUnderWayTo(HostId host) {
    return entries.stream()
        .anyMatch(
            entry ->
                entry.live()
                    && !entry.waiting
                    && !entry.delivered
                    && host.equals(entry.host)
                    && entry.keeps(LeaseKind.SESSION));
  }
}
