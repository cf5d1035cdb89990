package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a project has been told of: what was there at the last look, as short as it can be kept.
 *
 * @param since what began before is old, unless it waits for a person
 * @param begun whether there was a look before
 * @param waiting requests that waited
 * @param running issues and tasks that had their place
 * @param ends waves and expired issues that were told as over, by their end
 * @param endsFrom what ended before is not told
 * @param paused whether everything was paused
 */
public record Seen(
    Instant since,
    boolean begun,
    List<Ticket> waiting,
    List<IssueKey> running,
    List<StopSeen> stops,
    List<EndSeen> ends,
    Instant endsFrom,
    List<CapSeen> caps,
    boolean paused) {
  public Seen {
    waiting = List.copyOf(waiting);
    running = List.copyOf(running);
    stops = List.copyOf(stops);
    ends = List.copyOf(ends);
    caps = List.copyOf(caps);
  }

  /** Nothing was seen yet. */
  public static Seen initial(Instant since) {
    return new Seen(
        since, false, List.of(), List.of(), List.of(), List.of(), since, List.of(), false);
  }

  /** A stop that was told; see {@link Sighting.Stop}. */
  public record StopSeen(
      IssueKey key,
      Phase phase,
      @Nullable WaitReason reason,
      @Nullable Ticket ticket,
      String mark) {}

  /** An end that was told. */
  public record EndSeen(String id, Instant ended) {}

  /** Tells whether an end was told, or is too old to be. */
  public boolean knows(String id, Instant ended) {
    return ended.isBefore(endsFrom) || ends.stream().anyMatch(each -> each.id().equals(id));
  }

  /** Returns what was told of a stop that looks as it did; null if there is none. */
  public @Nullable StopSeen stop(IssueKey key) {
    return stops.stream().filter(each -> each.key().equals(key)).findFirst().orElse(null);
  }

  /**
   * A cap as it was told.
   *
   * @param until only of a cap that a person set: a monitor's end moves with every reading
   * @param paused whether this pool alone was paused; while everything is, as it was before
   */
  public record CapSeen(
      PoolName pool, int cap, @Nullable String by, @Nullable Instant until, boolean paused) {}
}
