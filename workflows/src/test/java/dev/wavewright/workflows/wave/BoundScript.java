package dev.wavewright.workflows.wave;

import static dev.wavewright.workflows.wave.Projects.commit;
import static dev.wavewright.workflows.wave.Projects.key;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.wave.core.Board;
import dev.wavewright.workflows.wave.core.Line;
import dev.wavewright.workflows.wave.core.WaveAction;
import dev.wavewright.workflows.wave.core.WaveCore;
import dev.wavewright.workflows.wave.core.WaveEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Plays random waves on a gate without overhead and holds the time they take against the bound of
 * W5. The gate obeys the ranks the core sends; durations are what the script draws. In every other
 * wave the cap is lowered, raised and paused on the way; what runs then stays.
 */
final class BoundScript {
  private static final String[] RULES = {
    "W5 makespan within the bound",
    "W5 makespan within the bound of a changing cap",
    "W5 cap lowered below what ran",
    "W5 cap raised for who waited",
    "W5 pause while somebody waited",
    "W5 interval below the cap, in which the path to the end ran on",
    "W5 bound needs the realised order of a repository",
    "W2 every issue ran after its dependencies",
    "C13 issue held back in the wave",
    "C13 issue started after it was held back",
    "gate reordered"
  };

  private final Random random;
  private final Tally tally;
  private final Map<IssueKey, Long> minutes = new LinkedHashMap<>();
  private final Map<IssueKey, Line.Work> works = new LinkedHashMap<>();
  private final Map<IssueKey, Long> ranks = new LinkedHashMap<>();
  private final Map<IssueKey, Long> ends = new LinkedHashMap<>();
  private final List<IssueKey> waiting = new ArrayList<>();
  private final Map<IssueKey, Long> running = new LinkedHashMap<>();
  private final Map<String, List<IssueKey>> startOrder = new LinkedHashMap<>();
  private final Map<IssueKey, Long> starts = new LinkedHashMap<>();
  private final List<CapChange> changes = new ArrayList<>();
  private final List<Interval> intervals = new ArrayList<>();
  private final boolean changing;
  private final int mostAtGate;
  private int cap;
  private long now;

  private record CapChange(long at, int cap) {}

  /** A time in which neither the cap nor what runs changed. */
  private record Interval(long from, long to, int cap, int running) {
    long length() {
      return to - from;
    }
  }

  private BoundScript(long seed, Tally tally) {
    this.random = new Random(seed);
    this.tally = tally;
    this.cap = 1 + random.nextInt(5);
    this.mostAtGate = seed % 3 == 0 ? 1 + random.nextInt(8) : WaveState.MOST_AT_GATE;
    this.changing = seed % 2 == 0;
    if (changing) {
      long at = 0;
      for (int change = 1 + random.nextInt(8); change > 0; change--) {
        at += 1 + random.nextInt(60);
        changes.add(new CapChange(at, random.nextInt(6)));
      }
      changes.add(new CapChange(at + 1 + random.nextInt(60), 1 + random.nextInt(5)));
    }
  }

  static Map<String, Integer> run(long first, int seeds) {
    Tally tally = new Tally(RULES);
    for (long seed = first; seed < first + seeds; seed++) {
      try {
        new BoundScript(seed, tally).play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("bound script, seed " + seed + ": " + e.getMessage(), e);
      }
    }
    return tally.counts();
  }

  private void play() {
    int count = 1 + random.nextInt(18);
    int repositories = 1 + random.nextInt(5);
    List<IssueKey> keys = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      int repository = random.nextInt(repositories);
      List<IssueKey> dependsOn = new ArrayList<>();
      for (int edge = random.nextInt(3); edge > 0 && at > 0; edge--) {
        dependsOn.add(keys.get(random.nextInt(at)));
      }
      IssueKey key = key(repository, 1 + at);
      keys.add(key);
      minutes.put(key, 1L + random.nextInt(60));
      works.put(
          key,
          new Line.Work(
              key,
              Projects.repository(repository),
              "scripted",
              Priority.DEFAULT,
              dependsOn.stream().distinct().toList(),
              null,
              Duration.ofMinutes(10)));
    }
    Board board = new Board(works.values().stream().map(Line::fresh).toList(), Map.of(), null);
    board = take(board, List.of());
    while (ends.size() < count) {
      admit();
      Map.Entry<IssueKey, Long> next =
          running.entrySet().stream().min(Map.Entry.comparingByValue()).orElse(null);
      CapChange change = changes.isEmpty() ? null : changes.getFirst();
      if (change != null && (next == null || change.at() < next.getValue())) {
        changeCap(changes.removeFirst());
        continue;
      }
      if (next == null) {
        throw new AssertionError("nothing runs and the wave has not ended");
      }
      goOn(next.getValue());
      IssueKey key = next.getKey();
      running.remove(key);
      ends.put(key, now);
      board =
          take(
              board,
              List.of(
                  new WaveEvent.Reported(
                      key,
                      Phase.DONE,
                      null,
                      commit(1),
                      Duration.ofMinutes(time(key)),
                      null,
                      Instant.ofEpochSecond(now))));
    }
    check(board.standing() == Board.Standing.ENDED, "all landed and the wave has not ended");
    bound();
  }

  private Board take(Board board, List<WaveEvent> events) {
    WaveCore.Step step = WaveCore.step(board, events, mostAtGate);
    List<WaveEvent> started = new ArrayList<>();
    for (WaveAction action : step.actions()) {
      switch (action) {
        case WaveAction.StartIssue start -> {
          boolean ready =
              Objects.requireNonNull(works.get(start.key())).dependsOn().stream()
                  .allMatch(ends::containsKey);
          check(ready, start.key() + " started before its dependencies landed");
          tally.count("W2 every issue ran after its dependencies");
          waiting.add(start.key());
          ranks.put(start.key(), start.rank());
          started.add(new WaveEvent.ChildStarted(start.key(), "run"));
        }
        case WaveAction.Reorder reorder -> {
          tally.count("gate reordered");
          reorder.ranks().forEach(each -> ranks.put(each.key(), each.rank()));
        }
        case WaveAction.CancelIssue cancel -> throw new AssertionError("nobody cancelled");
        case WaveAction.GiveBack lease -> throw new AssertionError("nobody left a lease");
      }
    }
    WaveCore.Step rest = WaveCore.step(step.board(), started, mostAtGate);
    check(rest.actions().isEmpty(), "a wave at rest did " + rest.actions());
    throttled(rest.board(), board);
    return rest.board();
  }

  /** Of each repository no more than its share is at the gate, and less only if nobody is ready. */
  private void throttled(Board board, Board before) {
    int repositories = (int) works.values().stream().map(Line.Work::repository).distinct().count();
    // One issue of a repository is at work at once.
    int share = Math.max(1, mostAtGate / repositories);
    Map<String, Integer> atGate = new LinkedHashMap<>();
    waiting.forEach(key -> atGate.merge(repository(key), 1, Integer::sum));
    running.keySet().forEach(key -> atGate.merge(repository(key), 1, Integer::sum));
    atGate.forEach((repository, count) -> check(count <= share, count + " of " + repository));
    for (Line line : board.lines()) {
      boolean held = line.phase() == Phase.QUEUED && line.child() == Line.Child.NONE;
      boolean ready = line.work().dependsOn().stream().allMatch(ends::containsKey);
      boolean started = starts.containsKey(line.key()) || waiting.contains(line.key());
      check(held == (ready && !started), line.key() + " is " + line.phase());
      if (held) {
        int there = atGate.getOrDefault(repository(line.key()), 0);
        check(there == share, line.key() + " is held back behind " + there);
        tally.count("C13 issue held back in the wave");
      } else if (started
          && before
              .line(line.key())
              .filter(was -> was.phase() == Phase.QUEUED && was.child() == Line.Child.NONE)
              .isPresent()) {
        tally.count("C13 issue started after it was held back");
      }
    }
  }

  private void changeCap(CapChange change) {
    goOn(change.at());
    if (change.cap() < running.size()) {
      tally.count("W5 cap lowered below what ran");
    }
    if (change.cap() > cap && !waiting.isEmpty()) {
      tally.count("W5 cap raised for who waited");
    }
    if (change.cap() == 0 && !waiting.isEmpty()) {
      tally.count("W5 pause while somebody waited");
    }
    cap = change.cap();
  }

  private void goOn(long to) {
    if (to > now) {
      intervals.add(new Interval(now, to, cap, running.size()));
    }
    now = to;
  }

  private void admit() {
    while (running.size() < cap) {
      IssueKey first =
          waiting.stream()
              .filter(
                  key ->
                      running.keySet().stream()
                          .noneMatch(other -> repository(other).equals(repository(key))))
              .min(Comparator.comparingLong(ranks::get))
              .orElse(null);
      if (first == null) {
        return;
      }
      waiting.remove(first);
      starts.put(first, now);
      running.put(first, now + time(first));
      startOrder.computeIfAbsent(repository(first), name -> new ArrayList<>()).add(first);
    }
  }

  private void bound() {
    long work = minutes.values().stream().mapToLong(Long::longValue).sum();
    double longest = works.keySet().stream().mapToLong(key -> path(key, true)).max().orElse(0);
    double edgesOnly = works.keySet().stream().mapToLong(key -> path(key, false)).max().orElse(0);
    long most = intervals.stream().mapToLong(Interval::cap).max().orElse(0);
    // A pause adds nothing: its cap is zero.
    long offered = intervals.stream().mapToLong(each -> each.cap() * each.length()).sum();
    check(
        offered <= work + (most - 1) * longest,
        "offered " + offered + ", work " + work + ", most " + most + ", longest path " + longest);
    if (changing) {
      tally.count("W5 makespan within the bound of a changing cap");
    } else {
      double bound = (double) work / most + (1 - 1.0 / most) * longest;
      check(now <= bound + 1e-6, "took " + now + ", bound " + bound);
      tally.count("W5 makespan within the bound");
      if (now > (double) work / most + (1 - 1.0 / most) * edgesOnly + 1e-6) {
        tally.count("W5 bound needs the realised order of a repository");
      }
    }
    List<IssueKey> path = pathOfTheEnd();
    for (Interval interval : intervals) {
      if (interval.running() < interval.cap()) {
        check(
            path.stream()
                .anyMatch(key -> start(key) <= interval.from() && interval.to() <= end(key)),
            "a free place, and nothing of the path to the end runs: " + interval);
        tally.count("W5 interval below the cap, in which the path to the end ran on");
      }
    }
  }

  /** The path to the last that ended, from each issue to what it could not start before. */
  private List<IssueKey> pathOfTheEnd() {
    List<IssueKey> path = new ArrayList<>();
    IssueKey at = ends.keySet().stream().max(Comparator.comparingLong(this::end)).orElse(null);
    while (at != null) {
      path.add(at);
      List<IssueKey> before = new ArrayList<>(Objects.requireNonNull(works.get(at)).dependsOn());
      List<IssueKey> order = startOrder.getOrDefault(repository(at), List.of());
      int place = order.indexOf(at);
      if (place > 0) {
        before.add(order.get(place - 1));
      }
      at = before.stream().max(Comparator.comparingLong(this::end)).orElse(null);
    }
    return path;
  }

  private long start(IssueKey key) {
    return Objects.requireNonNull(starts.get(key));
  }

  private long end(IssueKey key) {
    return Objects.requireNonNull(ends.get(key));
  }

  /** The longest path that ends with this issue, by trying all. */
  private long path(IssueKey key, boolean realised) {
    long longest = 0;
    for (IssueKey dependency : Objects.requireNonNull(works.get(key)).dependsOn()) {
      longest = Math.max(longest, path(dependency, realised));
    }
    List<IssueKey> order = startOrder.getOrDefault(repository(key), List.of());
    int place = order.indexOf(key);
    if (realised && place > 0) {
      longest = Math.max(longest, path(order.get(place - 1), true));
    }
    return longest + time(key);
  }

  private long time(IssueKey key) {
    return Objects.requireNonNull(minutes.get(key));
  }

  private static String repository(IssueKey key) {
    return key.value().substring(0, key.value().indexOf('#'));
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
