package dev.wavewright.workflows.capacity.core;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One play of the queue to its end, in milliseconds from now, over pools known by their indexes.
 * Each lease draws its length by itself, from the number of the play and its own, so two plays of
 * one number differ only in how long the work takes whose length is not known.
 */
@SuppressWarnings("ArrayRecordComponent") // read in a tight loop, never compared
final class QueuePlay {
  static final long NEVER = Long.MAX_VALUE;

  /** Free places of a pool that gives none out, however many come back. */
  static final int SHUT = Integer.MIN_VALUE / 2;

  private final int[] free;
  private final List<Waiter> waiters;
  private final int play;
  private final long unknown;
  private final PriorityQueue<End> ends =
      new PriorityQueue<>(Comparator.comparingLong(End::at).thenComparingLong(End::number));
  private long number;

  private QueuePlay(int[] free, List<Waiter> waiters, int play, long unknown) {
    this.free = free.clone();
    this.waiters = waiters;
    this.play = play;
    this.unknown = unknown;
  }

  private record End(long at, long number, int[] pools) {}

  /**
   * A lease that is held.
   *
   * @param samples lengths of such leases; null for not known
   * @param session index of the same holder's session lease, which ends no later; -1 for none
   */
  record Holder(long id, int[] pools, long @Nullable [] samples, long elapsed, int session) {}

  /**
   * A request that waits.
   *
   * @param hosts of which it needs one; null if it wants no session
   */
  record Waiter(
      long id,
      int[] inFlight,
      int[] session,
      int @Nullable [] hosts,
      long @Nullable [] inFlightSamples,
      long @Nullable [] sessionSamples) {}

  /**
   * Returns when each waiter starts; {@link #NEVER} for not.
   *
   * @param unknown how long work takes whose length is not known
   */
  static long[] starts(
      int[] free, List<Holder> holders, List<Waiter> waiters, int play, long unknown) {
    QueuePlay queue = new QueuePlay(free, waiters, play, unknown);
    long[] ends = new long[holders.size()];
    for (int index = 0; index < ends.length; index++) {
      Holder holder = holders.get(index);
      ends[index] = queue.left(holder);
      if (holder.session() >= 0) {
        ends[index] = Math.max(ends[index], ends[holder.session()]);
      }
      queue.endAt(ends[index], holder.pools());
    }
    return queue.toTheEnd();
  }

  private long[] toTheEnd() {
    long[] starts = new long[waiters.size()];
    Arrays.fill(starts, NEVER);
    int waiting = waiters.size();
    while (waiting > 0 && !ends.isEmpty()) {
      long now = ends.peek().at();
      while (!ends.isEmpty() && ends.peek().at() == now) {
        for (int pool : ends.remove().pools()) {
          free[pool]++;
        }
      }
      for (int index = 0; index < starts.length; index++) {
        if (starts[index] == NEVER && started(waiters.get(index), now)) {
          starts[index] = now;
          waiting--;
        }
      }
    }
    return starts;
  }

  private boolean started(Waiter waiter, long now) {
    int host = -1;
    if (waiter.hosts() != null) {
      for (int candidate : waiter.hosts()) {
        boolean better = candidate >= 0 && free[candidate] > (host < 0 ? 0 : free[host]);
        host = better ? candidate : host;
      }
      if (host < 0) {
        return false;
      }
    }
    if (!take(waiter.inFlight())) {
      return false;
    }
    if (waiter.hosts() == null) {
      endAt(later(now, draw(waiter.inFlightSamples(), waiter.id())), waiter.inFlight());
      return true;
    }
    if (!take(waiter.session())) {
      giveBack(waiter.inFlight(), waiter.inFlight().length);
      return false;
    }
    free[host]--;
    long session = later(now, draw(waiter.sessionSamples(), waiter.id()));
    endAt(session, waiter.session());
    endAt(session, new int[] {host});
    endAt(
        Math.max(session, later(now, draw(waiter.inFlightSamples(), waiter.id()))),
        waiter.inFlight());
    return true;
  }

  private boolean take(int[] pools) {
    for (int index = 0; index < pools.length; index++) {
      if (pools[index] < 0 || free[pools[index]] <= 0) {
        giveBack(pools, index);
        return false;
      }
      free[pools[index]]--;
    }
    return true;
  }

  private void giveBack(int[] pools, int count) {
    for (int index = 0; index < count; index++) {
      free[pools[index]]++;
    }
  }

  private void endAt(long at, int[] pools) {
    if (at < NEVER && pools.length > 0) {
      ends.add(new End(at, number++, pools));
    }
  }

  private static long later(long now, long more) {
    return more == NEVER ? NEVER : now + more;
  }

  /** What is left of a lease: of those measured one that was held longer, less what has gone by. */
  private long left(Holder holder) {
    if (holder.samples() == null) {
      return unknown;
    }
    long[] longer =
        Arrays.stream(holder.samples()).filter(each -> each > holder.elapsed()).toArray();
    if (longer.length > 0) {
      return Math.max(1, draw(longer, holder.id()) - holder.elapsed());
    }
    // Longer than any measured one: it may last as long again.
    return (long) (fraction(holder.id()) * holder.elapsed()) + 1;
  }

  private long draw(long @Nullable [] samples, long id) {
    if (samples == null) {
      return unknown;
    }
    // Of few samples the mean is uncertain itself: each play has another mixture of them.
    long mixture = 31L * Arrays.hashCode(samples) + (int) (fraction(id) * samples.length);
    long chosen = samples[(int) (fraction(mixture) * samples.length)];
    return (long) (chosen * (0.8 + 0.4 * fraction(~id)));
  }

  /** Returns a fraction of 1 that is the same for the same play and id (splitmix64). */
  private double fraction(long id) {
    long mixed = id * 0x9E3779B97F4A7C15L + play * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
  }
}
