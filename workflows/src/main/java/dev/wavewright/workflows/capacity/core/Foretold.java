package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.capacity.core.ExpectedStarts.Interval;
import dev.wavewright.workflows.model.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What was told of starts, how it came out, and what is told therefore. The plays of {@link
 * ExpectedStarts} know nothing of a machine that grows slower or of work that comes later; their
 * errors of late say how far off they are. So an interval is widened at each end until it would
 * have held {@value #WANTED} of 100 of the last starts at that end (a conformal prediction: Vovk,
 * Gammerman, Shafer 2005; at both ends as Romano, Patterson, Candès 2019 do it), and never
 * narrowed.
 *
 * <p>A few of the requests are followed, not all: a play takes long.
 *
 * @param open those that are followed, oldest first
 * @param outcomes how the last ones came out, oldest first
 * @param playedAt when the queue was last played for a request to be followed
 */
public record Foretold(List<Promise> open, List<Kept> outcomes, Instant playedAt) {
  private static final int MOST_OPEN = 16;
  private static final int MOST_OUTCOMES = 64;

  /** With fewer outcomes nothing is widened. */
  private static final int FEWEST = 10;

  private static final int WANTED = 90;
  private static final Duration PLAYS_APART = Duration.ofSeconds(5);

  /** Errors are ratios; of waits as short as this one they say little. */
  private static final long SHORT_MILLIS = 2_000;

  private static final int PER_E = 1_000;

  /** Nothing is widened by more than this: a ratio of 8. */
  private static final int MOST = 2_079;

  public Foretold {
    open = List.copyOf(open);
    outcomes = List.copyOf(outcomes);
  }

  /**
   * A request that is followed, in milliseconds from when it was asked for.
   *
   * @param earliest as it was played
   * @param latest as it was played
   * @param toldEarliest as it was told
   * @param toldLatest as it was told
   */
  public record Promise(
      Ticket ticket,
      Instant asked,
      long earliest,
      long latest,
      long toldEarliest,
      long toldLatest) {}

  /**
   * How a promise came out: natural logarithms of ratios in thousandths, below 0 where the start
   * was inside.
   *
   * @param early by how much it began before the earliest that was played
   * @param late by how much it began after the latest that was played
   * @param held whether it began within what was told
   */
  public record Kept(int early, int late, boolean held) {}

  /** Returns what is known before anything was told. */
  public static Foretold nothing() {
    return new Foretold(List.of(), List.of(), Instant.EPOCH);
  }

  /** Returns when what waits is expected to start, as it is told; see {@link ExpectedStarts#of}. */
  public Map<Ticket, Interval> expected(Gate gate, Instant now) {
    Map<Ticket, Interval> told = new LinkedHashMap<>();
    ExpectedStarts.of(gate, now)
        .forEach(
            (ticket, played) -> {
              Promise promise = promise(ticket, played, now);
              told.put(
                  ticket,
                  new Interval(
                      now.plusMillis(promise.toldEarliest()),
                      now.plusMillis(promise.toldLatest())));
            });
    return told;
  }

  /** Returns how many of the last starts that were followed came as they had been told. */
  public int held() {
    return (int) outcomes.stream().filter(Kept::held).count();
  }

  /** Takes in what a decision did: who started, who waits no more, and whom to follow from now. */
  public Foretold after(Decision decision, Instant now) {
    List<Ticket> joined = new ArrayList<>();
    Set<Ticket> started = new HashSet<>();
    Set<Ticket> ended = new HashSet<>();
    boolean paused = false;
    for (Outcome outcome : decision.outcomes()) {
      if (outcome instanceof Outcome.Accepted accepted) {
        joined.add(accepted.ticket());
      } else if (outcome instanceof Outcome.LeasesGranted granted) {
        started.add(granted.grant().request().ticket());
      } else if (outcome instanceof Outcome.Ended end) {
        ended.add(end.ticket());
      } else if (outcome instanceof Outcome.GateChanged changed) {
        paused |= changed.paused();
      } else if (outcome instanceof Outcome.PoolChanged changed) {
        paused |= decision.gate().pool(changed.pool()).filter(Pool::closed).isPresent();
      }
    }
    joined.removeAll(started);
    joined.removeAll(ended);
    if (paused) {
      // Whoever pauses, or closes a pool, breaks promises, which says nothing of those that come.
      open.forEach(each -> ended.add(each.ticket()));
      started.removeAll(ended);
    }
    return close(started, ended, now).follow(joined, decision.gate(), now);
  }

  /** Who ended without a start tells nothing. */
  private Foretold close(Set<Ticket> started, Set<Ticket> ended, Instant now) {
    boolean nobody =
        open.stream()
            .noneMatch(each -> started.contains(each.ticket()) || ended.contains(each.ticket()));
    if (nobody) {
      return this;
    }
    List<Promise> left = new ArrayList<>();
    List<Kept> all = new ArrayList<>(outcomes);
    for (Promise each : open) {
      if (started.contains(each.ticket())) {
        all.add(kept(each, Math.max(0, now.toEpochMilli() - each.asked().toEpochMilli())));
      } else if (!ended.contains(each.ticket())) {
        left.add(each);
      }
    }
    return new Foretold(
        left, all.subList(Math.max(0, all.size() - MOST_OUTCOMES), all.size()), playedAt);
  }

  private static Kept kept(Promise promise, long waited) {
    return new Kept(
        logarithm(promise.earliest(), waited),
        logarithm(waited, promise.latest()),
        waited >= promise.toldEarliest() && waited <= promise.toldLatest());
  }

  private static int logarithm(long more, long less) {
    return (int)
        Math.round(PER_E * Math.log((double) (more + SHORT_MILLIS) / (less + SHORT_MILLIS)));
  }

  private Foretold follow(List<Ticket> joined, Gate gate, Instant now) {
    boolean full = open.size() >= MOST_OPEN;
    boolean soon = now.isBefore(playedAt.plus(PLAYS_APART));
    if (joined.isEmpty() || full || soon || !ExpectedStarts.playsAll(gate)) {
      return this;
    }
    Map<Ticket, Interval> played = ExpectedStarts.of(gate, now);
    List<Promise> more = new ArrayList<>(open);
    for (Ticket ticket : joined) {
      Interval interval = played.get(ticket);
      if (interval != null && more.size() < MOST_OPEN) {
        more.add(promise(ticket, interval, now));
      }
    }
    return new Foretold(more, outcomes, now);
  }

  private Promise promise(Ticket ticket, Interval played, Instant now) {
    long earliest = Duration.between(now, played.earliest()).toMillis();
    long latest = Duration.between(now, played.latest()).toMillis();
    return new Promise(
        ticket,
        now,
        earliest,
        latest,
        widened(earliest, -margin(Kept::early)),
        widened(latest, margin(Kept::late)));
  }

  private static long widened(long millis, int margin) {
    double ratio = Math.exp((double) margin / PER_E);
    return Math.max(0, Math.round((millis + SHORT_MILLIS) * ratio - SHORT_MILLIS));
  }

  private int margin(ToIntFunction<Kept> error) {
    int count = outcomes.size();
    if (count < FEWEST) {
      return 0;
    }
    int rank = Math.min(count, Math.ceilDiv((count + 1) * WANTED, 100));
    int[] errors = outcomes.stream().mapToInt(error).sorted().toArray();
    return Math.clamp(errors[rank - 1], 0, MOST);
  }
}
