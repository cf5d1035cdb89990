package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The working copy of one decision: the primitive changes, each of which keeps the state whole. It
 * lives only inside {@link CapacityDecider#decide}.
 */
final class Ledger {
  final Instant now;
  private final List<Outcome> outcomes = new ArrayList<>();
  private long epoch;
  private long lastNumber;
  private long lastMessage;
  private @Nullable Pause pause;
  private final Map<PoolName, Pool> pools = new TreeMap<>();
  private final Map<Ticket, Waiting> waiting = new LinkedHashMap<>();
  private final Map<Ticket, Granted> granted = new LinkedHashMap<>();
  private final Map<LeaseToken, Draining> draining = new LinkedHashMap<>();
  private final Map<LeaseToken, Draining> lost = new LinkedHashMap<>();
  private final Map<Long, Message> outbox = new LinkedHashMap<>();
  private final Memory<EndedId, EndedTicket> ended =
      new Memory<>(Footprint.MAX_ENDED_BYTES, Footprint::bytes);
  private final Memory<Ticket, Ticket> cancelledEarly =
      new Memory<>(Footprint.MAX_EARLY_BYTES, Footprint::bytes);
  private final Memory<Measured.Work, Measured> measured =
      new Memory<>(Footprint.MAX_MEASURED_BYTES, Footprint::bytes);
  private final Map<IssueKey, List<Ticket>> live = new HashMap<>();
  private final Gate before;
  private @Nullable Footprint footprint;

  private record EndedId(Ticket ticket, String run) {}

  Ledger(Gate gate, Instant now) {
    this.now = now;
    epoch = gate.epoch();
    lastNumber = gate.lastNumber();
    lastMessage = gate.lastMessage();
    pause = gate.pause();
    gate.pools().forEach(pool -> pools.put(pool.name(), pool));
    gate.waiting().forEach(this::putWaiting);
    gate.granted().forEach(this::putGranted);
    gate.draining().forEach(drain -> draining.put(drain.lease().token(), drain));
    gate.outbox().forEach(message -> outbox.put(message.id(), message));
    gate.ended().forEach(end -> ended.put(new EndedId(end.ticket(), end.run()), end));
    gate.cancelledEarly().forEach(ticket -> cancelledEarly.put(ticket, ticket));
    gate.lost().forEach(lease -> lost.put(lease.lease().token(), lease));
    gate.measured().forEach(kind -> measured.put(kind.work(), kind));
    before = gate;
  }

  Gate toGate() {
    return new Gate(
        epoch,
        lastNumber,
        lastMessage,
        pause,
        List.copyOf(pools.values()),
        inOrder(),
        List.copyOf(granted.values()),
        List.copyOf(draining.values()),
        List.copyOf(outbox.values()),
        List.copyOf(ended.values()),
        List.copyOf(cancelledEarly.values()),
        List.copyOf(lost.values()),
        List.copyOf(measured.values()));
  }

  /** Measures what there was at first only when something is to be added: it takes long. */
  Footprint footprint() {
    if (footprint == null) {
      footprint = Footprint.of(before);
    }
    return footprint;
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  void happened(Outcome outcome) {
    outcomes.add(outcome);
  }

  void ignored(Event event, String why) {
    outcomes.add(new Outcome.Ignored(event, why));
  }

  // Requests

  List<Waiting> allWaiting() {
    return List.copyOf(waiting.values());
  }

  /** Returns what waits, the first one first. */
  List<Waiting> inOrder() {
    return waiting.values().stream().sorted(Waiting.ORDER).toList();
  }

  /** Returns how many of those that wait a person has placed. */
  int placeCount() {
    return (int) waiting.values().stream().filter(waits -> waits.place() != null).count();
  }

  List<Granted> allGranted() {
    return List.copyOf(granted.values());
  }

  int waitingCount() {
    return waiting.size();
  }

  @Nullable Waiting waiting(Ticket ticket) {
    return waiting.get(ticket);
  }

  @Nullable Granted granted(Ticket ticket) {
    return granted.get(ticket);
  }

  @Nullable Request live(Ticket ticket) {
    Waiting waits = waiting.get(ticket);
    Granted holds = granted.get(ticket);
    return waits != null ? waits.request() : holds != null ? holds.request() : null;
  }

  /** Returns the live requests of an issue, by ticket. */
  List<Request> live(IssueKey key) {
    return live.getOrDefault(key, List.of()).stream()
        .sorted()
        .flatMap(ticket -> Optional.ofNullable(live(ticket)).stream())
        .toList();
  }

  void putWaiting(Waiting waits) {
    waiting.put(waits.request().ticket(), waits);
    index(waits.request());
  }

  void overtaken(Ticket ticket, int times) {
    Waiting waits = waiting.get(ticket);
    if (waits != null) {
      putWaiting(waits.overtakenBy(times));
    }
  }

  void putGranted(Granted holds) {
    granted.put(holds.request().ticket(), holds);
    index(holds.request());
  }

  private void index(Request request) {
    List<Ticket> ofKey = live.computeIfAbsent(request.key(), absent -> new ArrayList<>(1));
    if (!ofKey.contains(request.ticket())) {
      ofKey.add(request.ticket());
    }
  }

  void grant(Waiting admitted, @Nullable HostId host) {
    Request request = admitted.request();
    waiting.remove(request.ticket());
    List<Lease> leases = new ArrayList<>();
    if (request.wants(LeaseKind.IN_FLIGHT)) {
      leases.add(new Lease(LeaseKind.IN_FLIGHT, nextToken(), request.inFlightPools()));
    }
    if (host != null) {
      List<PoolName> counted = new ArrayList<>(request.sessionPools());
      counted.add(host.pool());
      leases.add(new Lease(LeaseKind.SESSION, nextToken(), counted));
    }
    Granted holds = new Granted(request, leases, host, now, false);
    putGranted(holds);
    happened(new Outcome.LeasesGranted(holds));
    postGrant(request);
  }

  private LeaseToken nextToken() {
    lastNumber++;
    return new LeaseToken(epoch, lastNumber);
  }

  /** Ends a live request that holds no lease (any more). */
  void end(Request request, Ending ending) {
    waiting.remove(request.ticket());
    boolean held = granted.remove(request.ticket()) != null;
    List<Ticket> ofKey = live.get(request.key());
    if (ofKey != null && ofKey.remove(request.ticket()) && ofKey.isEmpty()) {
      live.remove(request.key());
    }
    if (held) {
      outbox.values().removeIf(message -> isGrantOf(message, request));
    }
    remember(request, ending);
  }

  /** Remembers the end of a request that is not live. */
  void remember(Request request, Ending ending) {
    happened(new Outcome.Ended(request.ticket(), request.run(), ending));
    EndedId id = new EndedId(request.ticket(), shortRun(request));
    ended.put(id, new EndedTicket(request.ticket(), id.run(), ending));
  }

  /** A run id's beginning is enough to tell two runs of one workflow apart. */
  private static String shortRun(Request request) {
    return request.run().substring(0, Math.min(8, request.run().length()));
  }

  boolean hasEnded(Request request) {
    return ended.contains(new EndedId(request.ticket(), shortRun(request)));
  }

  boolean hasEnded(Ticket ticket) {
    return ended.values().stream().anyMatch(end -> end.ticket().equals(ticket));
  }

  void rememberEarlyCancel(Ticket ticket) {
    cancelledEarly.put(ticket, ticket);
  }

  boolean takeEarlyCancel(Ticket ticket) {
    return cancelledEarly.remove(ticket);
  }

  // Leases

  /**
   * Ends a granted request whose holder did not give its leases back. Its in-flight lease is free
   * at once. A process may live under its session lease, unless the grant never reached the holder.
   */
  void endAndDrain(Granted holds, Ending ending, boolean neverReceived) {
    end(holds.request(), ending);
    for (Lease lease : holds.leases()) {
      HostId host = holds.host();
      if (lease.kind() == LeaseKind.SESSION && host != null && !neverReceived) {
        Request request = holds.request();
        draining.put(
            lease.token(),
            new Draining(request.ticket(), request.key(), request.holder(), lease, host, now));
        happened(new Outcome.DrainBegan(lease.token()));
      } else {
        happened(new Outcome.LeaseFreed(lease.token()));
      }
    }
  }

  /** Notes how long a lease was held that was given back; one that was lost tells nothing. */
  void measure(Granted holds, Lease lease) {
    Measured.Work.of(holds.request(), lease.kind())
        .ifPresent(
            work -> {
              Measured before = measured.get(work);
              Measured kind = before == null ? new Measured(work, List.of()) : before;
              measured.put(work, kind.and(Duration.between(holds.since(), now).toMillis()));
            });
  }

  @Nullable Draining draining(LeaseToken token) {
    return draining.get(token);
  }

  void endDrain(LeaseToken token) {
    draining.remove(token);
    happened(new Outcome.LeaseFreed(token));
  }

  List<Draining> allDraining() {
    return List.copyOf(draining.values());
  }

  List<Draining> allLost() {
    return List.copyOf(lost.values());
  }

  void loseDraining(Draining drain) {
    draining.remove(drain.lease().token());
    keepLost(drain);
  }

  /** The lease of a request that holds it no more is on a lost host. */
  void loseSession(Granted holds, Lease session) {
    Request request = holds.request();
    HostId host = holds.host();
    if (host != null) {
      keepLost(new Draining(request.ticket(), request.key(), request.holder(), session, host, now));
    }
  }

  /** A host that never comes back must not fill the state: the oldest are forgotten. */
  private void keepLost(Draining lease) {
    lost.put(lease.lease().token(), lease);
    if (lost.size() > Footprint.MAX_LOST) {
      lost.remove(lost.keySet().iterator().next());
    }
    happened(new Outcome.LeaseFreed(lease.lease().token()));
  }

  void drainAgain(Draining lease) {
    lost.remove(lease.lease().token());
    draining.put(lease.lease().token(), lease);
    happened(new Outcome.DrainBegan(lease.lease().token()));
  }

  // Messages

  /** Sends the leases a request holds; a grant that is on its way says the same. */
  void postGrant(Request request) {
    if (outbox.values().stream().anyMatch(message -> isGrantOf(message, request))) {
      return;
    }
    lastMessage++;
    outbox.put(
        lastMessage,
        new Message.Grant(lastMessage, request.holder(), request.run(), request.ticket(), null));
  }

  void postRefusal(Request request, Ending ending, String text) {
    lastMessage++;
    outbox.put(
        lastMessage,
        new Message.Refusal(
            lastMessage,
            request.holder(),
            request.run(),
            request.ticket(),
            null,
            ending,
            Footprint.plain(text, Footprint.MAX_MESSAGE)));
  }

  private static boolean isGrantOf(Message message, Request request) {
    return message instanceof Message.Grant
        && message.ticket().equals(request.ticket())
        && message.run().equals(request.run());
  }

  @Nullable Message message(long id) {
    return outbox.get(id);
  }

  void removeMessage(long id) {
    outbox.remove(id);
  }

  void delayMessage(Message message, Instant earliest) {
    outbox.put(message.id(), message.after(earliest));
  }

  // Pools

  Pool pool(PoolName name) {
    Pool known = pools.get(name);
    return known == null ? Pool.unknown(name) : known;
  }

  boolean knows(PoolName name) {
    return pools.containsKey(name);
  }

  int poolCount() {
    return pools.size();
  }

  List<Pool> allPools() {
    return List.copyOf(pools.values());
  }

  void putPool(Pool pool) {
    pools.put(pool.name(), pool);
  }

  void forgetPool(PoolName name) {
    pools.remove(name);
  }

  @Nullable Pause pause() {
    return pause;
  }

  void setPause(@Nullable Pause now) {
    pause = now;
  }

  long epoch() {
    return epoch;
  }

  void setEpoch(long raised) {
    epoch = raised;
  }

  void stopAndStartClocks() {
    Set<Ticket> paused = Admission.paused(toGate());
    waiting.replaceAll((ticket, waits) -> waits.clocked(paused.contains(ticket), now));
  }
}
