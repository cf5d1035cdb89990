package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When what waits is expected to start: the queue is played to its end many times, each lease as
 * long as one that was measured of the same work, and what lies between the early and the late
 * plays is told.
 *
 * <p>Nothing is guessed. Work of which fewer than {@link #FEWEST} leases were measured has no known
 * length: the queue is played once as if it ended at once and once as if it never did, and whoever
 * starts at another time in the two is told nothing. The plays know nothing of what will be asked
 * for later, of pauses that end, or of reservations.
 */
public final class ExpectedStarts {
  /** Of fewer measured leases nothing is said. */
  public static final int FEWEST = 5;

  private static final int PLAYS = 60;
  private static final int EARLY = 3;
  private static final int LATE = PLAYS - 1 - EARLY;

  /** What stands further behind is not played: it would take long, and who is so far off waits. */
  private static final int MOST_PLAYED = 300;

  private final Map<PoolName, Integer> indexes = new LinkedHashMap<>();
  private final Map<Measured.Work, List<Long>> measured = new HashMap<>();
  private final List<QueuePlay.Holder> holders = new ArrayList<>();
  private final List<QueuePlay.Waiter> waiters = new ArrayList<>();
  private final int[] free;

  private ExpectedStarts(Gate gate, Instant now) {
    gate.measured().stream()
        .filter(kind -> kind.millis().size() >= FEWEST)
        .forEach(kind -> measured.put(kind.work(), kind.millis()));
    Occupancy occupancy = Occupancy.of(gate);
    gate.pools().forEach(pool -> indexes.put(pool.name(), indexes.size()));
    free = new int[indexes.size()];
    for (Pool pool : gate.pools()) {
      int held = occupancy.held(pool.name());
      boolean shut = gate.pause() != null || pool.closed() || pool.pressed(held);
      free[index(pool.name())] = shut ? QueuePlay.SHUT : pool.cap() - held;
    }
    gate.granted().forEach(granted -> addHolder(granted, now));
    for (Draining draining : gate.draining()) {
      holders.add(
          new QueuePlay.Holder(
              draining.lease().token().number(), pools(draining.lease().pools()), null, 0, -1));
    }
    gate.waiting().stream().limit(MOST_PLAYED).forEach(this::addWaiter);
  }

  /**
   * An interval.
   *
   * @param latest not before {@code earliest}
   */
  public record Interval(Instant earliest, Instant latest) {}

  /** Tells whether nothing that waits stands too far behind to be played. */
  static boolean playsAll(Gate gate) {
    return gate.waiting().size() <= MOST_PLAYED;
  }

  /** Returns the expected start of whatever waits and of which it can be told. */
  public static Map<Ticket, Interval> of(Gate gate, Instant now) {
    if (gate.waiting().isEmpty() || gate.measured().isEmpty()) {
      return Map.of();
    }
    return new ExpectedStarts(gate, now).play(gate, now);
  }

  private Map<Ticket, Interval> play(Gate gate, Instant now) {
    long[][] starts = new long[waiters.size()][PLAYS];
    boolean[] told = new boolean[waiters.size()];
    Arrays.fill(told, true);
    for (int play = 0; play < PLAYS; play++) {
      long[] late = QueuePlay.starts(free, holders, waiters, play, Long.MAX_VALUE);
      long[] early = QueuePlay.starts(free, holders, waiters, play, 0);
      for (int index = 0; index < late.length; index++) {
        starts[index][play] = late[index];
        told[index] &= late[index] == early[index] && late[index] < QueuePlay.NEVER;
      }
    }
    Map<Ticket, Interval> expected = new LinkedHashMap<>();
    for (int index = 0; index < told.length; index++) {
      if (told[index]) {
        Arrays.sort(starts[index]);
        expected.put(
            gate.waiting().get(index).request().ticket(),
            new Interval(
                now.plusMillis(starts[index][EARLY]), now.plusMillis(starts[index][LATE])));
      }
    }
    return expected;
  }

  private void addHolder(Granted granted, Instant now) {
    long elapsed = Math.max(0, now.toEpochMilli() - granted.since().toEpochMilli());
    int session = -1;
    for (LeaseKind kind : List.of(LeaseKind.SESSION, LeaseKind.IN_FLIGHT)) {
      Optional<Lease> lease = granted.lease(kind);
      if (lease.isPresent()) {
        holders.add(
            new QueuePlay.Holder(
                lease.get().token().number(),
                pools(lease.get().pools()),
                samples(granted.request(), kind),
                elapsed,
                session));
        session = holders.size() - 1;
      }
    }
  }

  private void addWaiter(Waiting waiting) {
    Request request = waiting.request();
    Stream<HostId> hosts =
        request.hosts().isEmpty()
            ? indexes.keySet().stream().flatMap(pool -> pool.host().stream())
            : request.hosts().stream();
    waiters.add(
        new QueuePlay.Waiter(
            request.ticket().value().hashCode(),
            pools(request.inFlightPools()),
            pools(request.sessionPools()),
            request.wantsSession() ? pools(hosts.map(HostId::pool).toList()) : null,
            samples(request, LeaseKind.IN_FLIGHT),
            samples(request, LeaseKind.SESSION)));
  }

  private long @Nullable [] samples(Request request, LeaseKind kind) {
    List<Long> known = Measured.Work.of(request, kind).map(measured::get).orElse(null);
    return known == null ? null : known.stream().mapToLong(Long::longValue).toArray();
  }

  private int[] pools(List<PoolName> names) {
    return names.stream().mapToInt(this::index).toArray();
  }

  /** A pool that the gate does not know has no place for anybody; -1. */
  private int index(PoolName name) {
    return indexes.getOrDefault(name, -1);
  }
}
