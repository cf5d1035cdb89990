package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is admitted, and why the others wait. One pass in order is enough: an admission only takes
 * room away, so it makes nobody before it admissible.
 */
public final class Admission {
  private final @Nullable Pause pause;
  private final Map<PoolName, Pool> pools = new TreeMap<>();
  private final Occupancy occupancy;
  private final Map<IssueKey, List<PoolName>> inFlightPools = new HashMap<>();
  private final Map<IssueKey, HostId> draining = new HashMap<>();
  private final Map<PoolName, Integer> ahead = new HashMap<>();

  private Admission(Gate gate) {
    pause = gate.pause();
    gate.pools().forEach(pool -> pools.put(pool.name(), pool));
    occupancy = Occupancy.of(gate);
    for (Granted granted : gate.granted()) {
      granted
          .lease(LeaseKind.IN_FLIGHT)
          .ifPresent(lease -> noteInFlight(granted.request().key(), lease.pools()));
    }
    gate.draining().forEach(drain -> draining.put(drain.key(), drain.host()));
  }

  /** Judges every waiting request, in order. */
  public static List<Verdict> judge(Gate gate) {
    Admission admission = new Admission(gate);
    List<Verdict> verdicts = new ArrayList<>();
    int position = 0;
    for (Waiting waiting : gate.waiting()) {
      Verdict verdict = admission.judge(waiting, position + 1);
      position += verdict instanceof Verdict.Hold ? 1 : 0;
      verdicts.add(verdict);
    }
    return List.copyOf(verdicts);
  }

  /** Returns the waiting tickets whose deadlines stand still because of a pause. */
  static Set<Ticket> paused(Gate gate) {
    Admission admission = new Admission(gate);
    Set<Ticket> paused = new HashSet<>();
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

  private Verdict judge(Waiting waiting, int position) {
    Request request = waiting.request();
    Optional<Obstacle> reason = pauseOf(request).or(() -> drainOf(request)).or(() -> full(request));
    Optional<HostId> host = reason.isPresent() ? Optional.empty() : hostFor(request);
    if (reason.isEmpty() && request.wantsSession() && host.isEmpty()) {
      reason = Optional.of(noHost(request));
    }
    if (reason.isPresent()) {
      needed(request).forEach(pool -> ahead.merge(pool, 1, Integer::sum));
      Obstacle obstacle = reason.get();
      return new Verdict.Hold(waiting, position, obstacle.why(), obstacle.pool(), obstacle.text());
    }
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
        ? new Obstacle(WaitReason.POOL_FULL, pool.name(), "pool " + pool.name() + " has a cap of 0")
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

  private Optional<Obstacle> full(Request request) {
    Map<PoolName, Integer> need = new TreeMap<>();
    request.inFlightPools().forEach(pool -> need.merge(pool, 1, Integer::sum));
    if (request.wantsSession()) {
      request.sessionPools().forEach(pool -> need.merge(pool, 1, Integer::sum));
    }
    List<PoolName> full =
        need.entrySet().stream()
            .filter(entry -> room(entry.getKey()) < entry.getValue())
            .map(Map.Entry::getKey)
            .toList();
    return full.isEmpty() ? Optional.empty() : Optional.of(fullReason(full));
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
    return pool.host() && !pool.closed() && room(pool.name()) > 0;
  }

  private Obstacle noHost(Request request) {
    if (!request.hosts().isEmpty()) {
      PoolName first = request.hosts().getFirst().pool();
      return pool(first).host()
          ? fullReason(List.of(first))
          : Obstacle.queue(first + " is not registered");
    }
    List<Pool> hosts = pools.values().stream().filter(Pool::host).toList();
    if (hosts.isEmpty()) {
      return Obstacle.queue("no host is registered");
    }
    List<Pool> open = hosts.stream().filter(host -> !host.closed()).toList();
    String closed =
        hosts.stream()
            .filter(Pool::closed)
            .map(Admission::closedHost)
            .collect(Collectors.joining(", "));
    if (open.isEmpty()) {
      Pool first =
          hosts.stream().filter(host -> host.pause() != null).findFirst().orElse(hosts.getFirst());
      return new Obstacle(
          closedReason(first).why(), first.name(), "no host takes a session: " + closed);
    }
    return new Obstacle(
        WaitReason.POOL_FULL,
        open.getFirst().name(),
        "no host has a free session" + (closed.isEmpty() ? "" : "; " + closed));
  }

  private static String closedHost(Pool host) {
    Pause own = host.pause();
    return host.name() + (own == null ? " has a cap of 0" : " is drained by " + own.by());
  }

  private static List<PoolName> needed(Request request) {
    List<PoolName> needed = new ArrayList<>(request.inFlightPools());
    if (request.wantsSession()) {
      needed.addAll(request.sessionPools());
    }
    return needed;
  }

  private Pool pool(PoolName name) {
    Pool known = pools.get(name);
    return known == null ? Pool.unknown(name) : known;
  }

  private int room(PoolName name) {
    return pool(name).cap() - occupancy.held(name);
  }
}
