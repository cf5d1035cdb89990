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
 * W5. The gate obeys the ranks the core sends; durations are what the script draws.
 */
final class BoundScript {
  private static final String[] RULES = {
    "W5 makespan within the bound",
    "W5 bound needs the realised order of a repository",
    "W2 every issue ran after its dependencies",
    "gate reordered"
  };

  private final Random random;
  private final Tally tally;
  private final int slots;
  private final Map<IssueKey, Long> minutes = new LinkedHashMap<>();
  private final Map<IssueKey, Line.Work> works = new LinkedHashMap<>();
  private final Map<IssueKey, Long> ranks = new LinkedHashMap<>();
  private final Map<IssueKey, Long> ends = new LinkedHashMap<>();
  private final List<IssueKey> waiting = new ArrayList<>();
  private final Map<IssueKey, Long> running = new LinkedHashMap<>();
  private final Map<String, List<IssueKey>> startOrder = new LinkedHashMap<>();
  private long now;

  private BoundScript(long seed, Tally tally) {
    this.random = new Random(seed);
    this.tally = tally;
    this.slots = 1 + random.nextInt(5);
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
          running.entrySet().stream()
              .min(Map.Entry.comparingByValue())
              .orElseThrow(() -> new AssertionError("nothing runs and the wave has not ended"));
      now = next.getValue();
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
    WaveCore.Step step = WaveCore.step(board, events);
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
    return WaveCore.step(step.board(), started).board();
  }

  private void admit() {
    while (running.size() < slots) {
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
      running.put(first, now + time(first));
      startOrder.computeIfAbsent(repository(first), name -> new ArrayList<>()).add(first);
    }
  }

  private void bound() {
    long work = minutes.values().stream().mapToLong(Long::longValue).sum();
    double longest = works.keySet().stream().mapToLong(key -> path(key, true)).max().orElse(0);
    double edgesOnly = works.keySet().stream().mapToLong(key -> path(key, false)).max().orElse(0);
    double bound = (double) work / slots + (1 - 1.0 / slots) * longest;
    check(now <= bound + 1e-6, "took " + now + ", bound " + bound);
    tally.count("W5 makespan within the bound");
    if (now > (double) work / slots + (1 - 1.0 / slots) * edgesOnly + 1e-6) {
      tally.count("W5 bound needs the realised order of a repository");
    }
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
