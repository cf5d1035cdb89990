package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is admitted, and why the others wait. One pass in order is enough: an admission only takes
 * room away, so it makes nobody before it admissible.
 *
 * <p>First comes who was overtaken too often and has waited longest of those. If it cannot go, the
 * next free leases of all its pools are kept for it. Only one request reserves at a time, so no two
 * wait for each other. What belongs to an issue in flight goes by no reservation: it may be what
 * the reserving request waits for.
 */
public final class Admission {
  private final boolean told;
  private final @Nullable Pause pause;
  private final Map<PoolName, Pool> pools = new TreeMap<>();
  private final Map<PoolName, Pool> byName = new HashMap<>();
  private final Occupancy occupancy;
  private final Map<IssueKey, List<PoolName>> inFlightPools = new HashMap<>();
  private final Set<IssueKey> inFlight;
  private final Map<IssueKey, HostId> draining = new HashMap<>();
  private final Map<PoolName, Integer> ahead = new HashMap<>();
  private final Map<PoolName, Integer> kept = new HashMap<>();
  private @Nullable Ticket reserving;
  private final boolean anyClosed;
  private boolean bound;

  private Admission(Gate gate, boolean told) {
    this.told = told;
    pause = gate.pause();
    gate.pools().forEach(pool -> pools.put(pool.name(), pool));
    byName.putAll(pools);
    anyClosed = pools.values().stream().anyMatch(Pool::closed);
    occupancy = Occupancy.of(gate);
    for (Granted granted : gate.granted()) {
      granted
          .lease(LeaseKind.IN_FLIGHT)
          .ifPresent(lease -> noteInFlight(granted.request().key(), lease.pools()));
    }
    inFlight = Set.copyOf(inFlightPools.keySet());
    gate.draining().forEach(drain -> draining.put(drain.key(), drain.host()));
  }

  /** Judges every waiting request, in order. */
  public static List<Verdict> judge(Gate gate) {
    return judge(gate, true);
  }

  /**
   * Judges every waiting request, in order.
   *
   * @param told whether full pools are named: words cost most of the time of a decision
   */
  static List<Verdict> judge(Gate gate, boolean told) {
    Admission admission = new Admission(gate, told);
    List<Verdict> verdicts = new ArrayList<>();
    Set<Ticket> admitted = admission.judgeReserving(gate.waiting(), verdicts);
    int position = 0;
    for (Waiting waiting : gate.waiting()) {
      if (admitted.contains(waiting.request().ticket())) {
        continue;
      }
      Verdict verdict = admission.judge(waiting, position + 1);
      position += verdict instanceof Verdict.Hold ? 1 : 0;
      verdicts.add(verdict);
    }
    return List.copyOf(verdicts);
  }

  static Admission of(Gate gate) {
    return new Admission(gate, false);
  }

  /** Admits in turn who may reserve; the first of them that cannot go reserves. */
  private Set<Ticket> judgeReserving(List<Waiting> waiting, List<Verdict> verdicts) {
    List<Waiting> patient =
        waiting.stream()
            .filter(Waiting::mayReserve)
            .sorted(
                Comparator.comparing(Waiting::since)
                    .thenComparing(waits -> waits.request().ticket()))
            .toList();
    Set<Ticket> admitted = new HashSet<>();
    for (Waiting waits : patient) {
      if (!contends(waits.request())) {
        continue;
      }
      if (obstacle(waits.request()).isPresent()) {
        reserve(waits.request());
        break;
      }
      verdicts.add(admit(waits));
      admitted.add(waits.request().ticket());
    }
    return admitted;
  }

  private void reserve(Request request) {
    reserving = request.ticket();
    needed(request).forEach(pool -> kept.merge(pool, 1, Integer::sum));
    if (request.wantsSession()) {
      Optional<HostId> host = hostFor(request);
      List<HostId> hosts = host.map(List::of).orElseGet(() -> candidates(request));
      hosts.forEach(each -> kept.merge(each.pool(), 1, Integer::sum));
    }
  }

  /**
   * Tells whether nothing but shared pools can keep a request waiting: no pause, no session that
   * drains, not its own repository's pool, and no cap that is too low for it.
   */
  boolean contends(Request request) {
    if (pauseOf(request).isPresent() || drainOf(request).isPresent()) {
      return false;
    }
    for (Map.Entry<PoolName, Integer> need : needs(request).entrySet()) {
      PoolName name = need.getKey();
      boolean ownFull =
          request.key().repository().map(PoolName::repository).filter(name::equals).isPresent()
              && free(name) < need.getValue();
      if (ownFull || pool(name).cap() < need.getValue()) {
        return false;
      }
    }
    return !request.wantsSession() || !candidates(request).isEmpty();
  }

  /** Returns the hosts that could take its session, had they room. */
  private List<HostId> candidates(Request request) {
    Stream<HostId> hosts =
        request.hosts().isEmpty()
            ? pools.values().stream().flatMap(pool -> pool.name().host().stream())
            : request.hosts().stream();
    return hosts.filter(host -> takesSessions(pool(host.pool()))).distinct().toList();
  }

  /** Returns the waiting tickets whose deadlines stand still because of a pause. */
  static Set<Ticket> paused(Gate gate) {
    Admission admission = new Admission(gate, false);
    Set<Ticket> paused = new HashSet<>();
    if (admission.pause == null && !admission.anyClosed) {
      return paused;
    }
    for (Waiting waiting : gate.waiting()) {
      if (admission.pauseOf(waiting.request()).isPresent()) {
        paused.add(waiting.request().ticket());
      }
    }
    return paused;
  }

  /**
   * What keeps a request waiting.
   *
   * @param pool that keeps it waiting, or null if it is none or no single one
   */
  private record Obstacle(WaitReason why, @Nullable PoolName pool, String text) {
    static Obstacle queue(String text) {
      return new Obstacle(WaitReason.BEHIND_IN_QUEUE, null, text);
    }
  }

  private static final Obstacle UNTOLD = new Obstacle(WaitReason.POOL_FULL, null, "");

  private Verdict judge(Waiting waiting, int position) {
    Request request = waiting.request();
    bound =
        reserving != null
            && !reserving.equals(request.ticket())
            && !inFlight.contains(request.key());
    Optional<Obstacle> reason = obstacle(request);
    if (reason.isEmpty()) {
      return admit(waiting);
    }
    needed(request).forEach(pool -> ahead.merge(pool, 1, Integer::sum));
    Obstacle obstacle = reason.get();
    String text =
        request.ticket().equals(reserving)
            ? obstacle.text() + "; overtaken " + waiting.overtaken() + " times, so it is next"
            : obstacle.text();
    return new Verdict.Hold(waiting, position, obstacle.why(), obstacle.pool(), text);
  }

  private Optional<Obstacle> obstacle(Request request) {
    Optional<Obstacle> reason = pauseOf(request).or(() -> drainOf(request)).or(() -> full(request));
    return reason.isEmpty() && request.wantsSession() && hostFor(request).isEmpty()
        ? Optional.of(noHost(request))
        : reason;
  }

  private Verdict admit(Waiting waiting) {
    Request request = waiting.request();
    Optional<HostId> host = hostFor(request);
    occupancy.add(request.inFlightPools());
    if (request.wantsSession()) {
      occupancy.add(request.sessionPools());
    }
    host.ifPresent(chosen -> occupancy.add(List.of(chosen.pool())));
    if (request.wants(LeaseKind.IN_FLIGHT)) {
      noteInFlight(request.key(), request.inFlightPools());
    }
    return new Verdict.Admit(waiting, host.orElse(null));
  }

  private void noteInFlight(IssueKey key, List<PoolName> named) {
    inFlightPools.computeIfAbsent(key, absent -> new ArrayList<>()).addAll(named);
  }

  /**
   * A pause reaches every request that names a paused pool, and every request of an issue whose
   * in-flight lease counts against one: repairs and reviews of paused work wait too.
   */
  private Optional<Obstacle> pauseOf(Request request) {
    if (pause != null) {
      return Optional.of(new Obstacle(WaitReason.PAUSED, null, "paused by " + pause.by()));
    }
    // Most of the time no pool is closed, and this is asked of all that wait.
    if (!anyClosed) {
      return Optional.empty();
    }
    List<PoolName> gating = new ArrayList<>(needed(request));
    gating.addAll(inFlightPools.getOrDefault(request.key(), List.of()));
    for (PoolName name : gating) {
      Pool pool = pool(name);
      if (pool.closed()) {
        return Optional.of(closedReason(pool));
      }
    }
    boolean everyCandidateClosed =
        request.wantsSession()
            && !request.hosts().isEmpty()
            && request.hosts().stream()
                .map(host -> pool(host.pool()))
                .allMatch(pool -> pool.host() && pool.closed());
    return everyCandidateClosed
        ? Optional.of(closedReason(pool(request.hosts().getFirst().pool())))
        : Optional.empty();
  }

  private static Obstacle closedReason(Pool pool) {
    Pause own = pool.pause();
    return own == null
        ? new Obstacle(
            WaitReason.POOL_FULL,
            pool.name(),
            "pool " + pool.name() + " has a cap of 0" + pool.why())
        : new Obstacle(
            WaitReason.PAUSED, pool.name(), "pool " + pool.name() + " is paused by " + own.by());
  }

  private Optional<Obstacle> drainOf(Request request) {
    HostId host = request.wantsSession() ? draining.get(request.key()) : null;
    return Optional.ofNullable(host)
        .map(
            where ->
                Obstacle.queue(
                    "an earlier session of it on host " + where + " is not confirmed gone"));
  }

  private static Map<PoolName, Integer> needs(Request request) {
    Map<PoolName, Integer> need = new TreeMap<>();
    needed(request).forEach(pool -> need.merge(pool, 1, Integer::sum));
    return need;
  }

  /** The same question as {@link #full} without its words: it is asked of all that wait. */
  private boolean anyFull(Request request) {
    List<PoolName> needed = needed(request);
    for (PoolName name : needed) {
      int room = room(name);
      if (room <= 0 || (needed.size() > room && room < Collections.frequency(needed, name))) {
        return true;
      }
    }
    return false;
  }

  private Optional<Obstacle> full(Request request) {
    if (!told) {
      return anyFull(request) ? Optional.of(UNTOLD) : Optional.empty();
    }
    List<PoolName> full = new ArrayList<>();
    List<PoolName> taken = new ArrayList<>();
    for (Map.Entry<PoolName, Integer> need : needs(request).entrySet()) {
      if (room(need.getKey()) < need.getValue()) {
        full.add(need.getKey());
        if (free(need.getKey()) < need.getValue()) {
          taken.add(need.getKey());
        }
      }
    }
    if (full.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(taken.isEmpty() ? keptReason(full.getFirst()) : fullReason(taken));
  }

  private Obstacle keptReason(PoolName name) {
    return new Obstacle(
        WaitReason.BEHIND_IN_QUEUE,
        name,
        "pool " + name + " keeps its next lease for " + reserving);
  }

  /** Names every full pool: to raise the cap of one of them alone would help nobody. */
  private Obstacle fullReason(List<PoolName> full) {
    @Nullable PoolName only = full.size() == 1 ? full.getFirst() : null;
    String text =
        only != null
            ? "pool " + only + " is full (" + load(only) + ")"
            : full.stream()
                .map(name -> name + " (" + load(name) + ")")
                .collect(Collectors.joining(", ", "pools ", " are full"));
    int before = full.stream().mapToInt(name -> ahead.getOrDefault(name, 0)).max().orElse(0);
    return before == 0
        ? new Obstacle(WaitReason.POOL_FULL, only, text)
        : new Obstacle(
            WaitReason.BEHIND_IN_QUEUE,
            only,
            text + ", behind " + before + (before == 1 ? " other" : " others"));
  }

  private String load(PoolName name) {
    return occupancy.held(name) + "/" + pool(name).cap();
  }

  /** The first candidate with room; without candidates the host with most room, then by id. */
  private Optional<HostId> hostFor(Request request) {
    if (!request.wantsSession()) {
      return Optional.empty();
    }
    if (!request.hosts().isEmpty()) {
      return request.hosts().stream().filter(this::hasRoom).findFirst();
    }
    return pools.values().stream()
        .filter(Pool::host)
        .flatMap(pool -> pool.name().host().stream())
        .filter(this::hasRoom)
        .max(
            Comparator.<HostId>comparingInt(host -> room(host.pool()))
                .thenComparing(Comparator.reverseOrder()));
  }

  private boolean hasRoom(HostId host) {
    Pool pool = pool(host.pool());
    return takesSessions(pool) && room(pool.name()) > 0;
  }

  /** Whatever room it has: neither closed by a person nor kept from it by its machine. */
  private boolean takesSessions(Pool pool) {
    return pool.host() && !pool.closed() && !pressed(pool);
  }

  private boolean pressed(Pool pool) {
    return pool.pressed(occupancy.held(pool.name()));
  }

  private Obstacle noHost(Request request) {
    if (!request.hosts().isEmpty()) {
      return noneOf(request.hosts());
    }
    List<Pool> hosts = pools.values().stream().filter(Pool::host).toList();
    if (hosts.isEmpty()) {
      return Obstacle.queue("no host is registered");
    }
    List<Pool> open = hosts.stream().filter(this::takesSessions).toList();
    String closed =
        hosts.stream()
            .filter(host -> !takesSessions(host))
            .map(Admission::closedHost)
            .collect(Collectors.joining(", "));
    if (open.isEmpty()) {
      Optional<Pool> pressed = hosts.stream().filter(host -> !host.closed()).findFirst();
      if (pressed.isPresent()) {
        return new Obstacle(
            WaitReason.HOST_UNDER_PRESSURE,
            pressed.get().name(),
            "no host takes a session: " + closed);
      }
      Pool first =
          hosts.stream().filter(host -> host.pause() != null).findFirst().orElse(hosts.getFirst());
      return new Obstacle(
          closedReason(first).why(), first.name(), "no host takes a session: " + closed);
    }
    Optional<Pool> keeps = open.stream().filter(host -> free(host.name()) > 0).findFirst();
    if (keeps.isPresent()) {
      return keptReason(keeps.get().name());
    }
    return new Obstacle(
        WaitReason.POOL_FULL,
        open.getFirst().name(),
        "no host has a free session" + (closed.isEmpty() ? "" : "; " + closed));
  }

  /** Why none of the hosts that a request names takes its session. */
  private Obstacle noneOf(List<HostId> named) {
    Pool first = pool(named.getFirst().pool());
    if (takesSessions(first) && free(first.name()) > 0) {
      return keptReason(first.name());
    }
    Optional<Pool> pressed =
        named.stream()
            .map(host -> pool(host.pool()))
            .filter(host -> host.host() && !host.closed() && pressed(host))
            .filter(host -> free(host.name()) > 0)
            .findFirst();
    if (pressed.isPresent()) {
      return new Obstacle(
          WaitReason.HOST_UNDER_PRESSURE, pressed.get().name(), closedHost(pressed.get()));
    }
    return first.host()
        ? fullReason(List.of(first.name()))
        : Obstacle.queue(first.name() + " is not registered");
  }

  private static String closedHost(Pool host) {
    Pool.Condition condition = host.condition();
    if (!host.closed() && condition != null) {
      return host.name() + " takes no new session: " + condition.reason();
    }
    Pause own = host.pause();
    return host.name() + (own == null ? " has a cap of 0" : " is drained by " + own.by());
  }

  static List<PoolName> needed(Request request) {
    List<PoolName> needed = new ArrayList<>(request.inFlightPools());
    if (request.wantsSession()) {
      needed.addAll(request.sessionPools());
    }
    return needed;
  }

  private Pool pool(PoolName name) {
    Pool known = byName.get(name);
    return known == null ? Pool.unknown(name) : known;
  }

  /** What is free for this request: without what is kept for another. */
  private int room(PoolName name) {
    return free(name) - (bound ? kept.getOrDefault(name, 0) : 0);
  }

  private int free(PoolName name) {
    return pool(name).cap() - occupancy.held(name);
  }
}
