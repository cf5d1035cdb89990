package dev.wavewright.workflows.wave;

import static dev.wavewright.workflows.wave.Projects.commit;
import static dev.wavewright.workflows.wave.Projects.key;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.wave.LifeOracle.Truth;
import dev.wavewright.workflows.wave.core.Board;
import dev.wavewright.workflows.wave.core.Line;
import dev.wavewright.workflows.wave.core.WaveAction;
import dev.wavewright.workflows.wave.core.WaveCore;
import dev.wavewright.workflows.wave.core.WaveEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lives of random waves, event by event, compared with {@link LifeOracle} after each. */
final class LifeScript {
  private static final String[] RULES = {
    "W2 started when the last dependency landed",
    "W2 waits for a dependency",
    "W3 ended",
    "W3 waits for people",
    "W4 held by a near failure",
    "W4 held by a far failure",
    "W4 released by a retry",
    "W6 one issue's trouble left the others alone",
    "W6 start refused",
    "W6 closed without a word",
    "W6 done without a commit",
    "cancel reached a live issue",
    "cancel ended an idle issue",
    "late or repeated report changed nothing",
    "skipped by a person",
    "restarted by a person",
    "C7 several started, best first",
    "C7 place given back after the starts",
    "lease of a late or repeated report given back",
    "gate reordered"
  };

  private final Random random;
  private final Tally tally;
  private final LifeOracle oracle;
  private Board board;
  private Instant now = Instant.EPOCH;
  private int runs;
  private int tokens;
  private List<WaveEvent> last = List.of();

  private LifeScript(long seed, Tally tally) {
    this.random = new Random(seed);
    this.tally = tally;
    int parallel = 1 + random.nextInt(2);
    List<Line.Work> works = works();
    Map<RepositoryName, Integer> width = new LinkedHashMap<>();
    works.forEach(work -> width.put(work.repository(), parallel));
    this.oracle = new LifeOracle(works, parallel);
    this.board = new Board(works.stream().map(Line::fresh).toList(), width, null);
  }

  /** Runs the seeds and returns how often each rule was tried. */
  static Map<String, Integer> run(long first, int seeds) {
    Tally tally = new Tally(RULES);
    for (long seed = first; seed < first + seeds; seed++) {
      LifeScript script = new LifeScript(seed, tally);
      try {
        script.live();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "life script, seed " + seed + ": " + e.getMessage() + " after " + script.last, e);
      }
    }
    return tally.counts();
  }

  private List<Line.Work> works() {
    List<Line.Work> works = new ArrayList<>();
    int count = 1 + random.nextInt(12);
    int repositories = 1 + random.nextInt(4);
    for (int at = 0; at < count; at++) {
      TreeSet<IssueKey> dependsOn = new TreeSet<>();
      for (int edge = random.nextInt(3); edge > 0 && at > 0; edge--) {
        dependsOn.add(works.get(random.nextInt(at)).key());
      }
      int repository = random.nextInt(repositories);
      works.add(
          new Line.Work(
              key(repository, 1 + at),
              Projects.repository(repository),
              random.nextInt(4) == 0 ? "other" : "scripted",
              new Priority(random.nextInt(4) == 0 ? 1 : 2),
              List.copyOf(dependsOn),
              random.nextInt(25) == 0 ? key(9, 9) : null,
              Duration.ofMinutes(10)));
    }
    return works;
  }

  private void live() {
    step(List.of());
    for (int turn = 0; turn < 40 && !oracle.ended(); turn++) {
      now = now.plusSeconds(1);
      step(random.nextInt(5) == 0 ? List.of(event(), event()) : List.of(event()));
    }
    for (int turn = 0; turn < 200 && !oracle.ended(); turn++) {
      now = now.plusSeconds(1);
      step(List.of(towardsTheEnd()));
    }
    check(oracle.ended(), "the wave never ends");
    tally.count("W3 ended");
  }

  private WaveEvent event() {
    Truth truth = any();
    IssueKey key = truth.work.key();
    if (random.nextInt(150) == 0) {
      return new WaveEvent.CancelAsked("a person");
    }
    if (truth.commanded && random.nextInt(8) > 0) {
      return random.nextInt(9) == 0
          ? new WaveEvent.ChildRefused(key, "it runs already")
          : new WaveEvent.ChildStarted(key, "run" + ++runs);
    }
    return switch (random.nextInt(16)) {
      case 0 -> stops(key);
      case 1 -> report(key, Phase.QUEUED, false, 0);
      case 2 -> new WaveEvent.RetryAsked(key);
      case 3 ->
          random.nextInt(3) == 0
              ? new WaveEvent.SkipAsked(key)
              : report(key, Phase.QUEUED, false, -5);
      case 4 -> new WaveEvent.ChildFoundClosed(key, "run" + runs, null);
      case 5 ->
          new WaveEvent.ChildFoundClosed(
              key,
              truth.run,
              random.nextBoolean() ? null : withoutLease(report(key, Phase.DONE, true, 0)));
      case 6 -> report(key, Phase.DONE, random.nextInt(3) > 0, -random.nextInt(3));
      case 7 -> report(key, random.nextBoolean() ? Phase.EXPIRED : Phase.SKIPPED, false, 0);
      case 8 -> report(key, Phase.CANCELLED, false, 0);
      default -> driven() == null ? stops(key) : landsOrParks();
    };
  }

  private WaveEvent stops(IssueKey key) {
    return report(key, random.nextInt(4) == 0 ? Phase.NEEDS_INPUT : Phase.PARKED, false, 0);
  }

  private WaveEvent landsOrParks() {
    IssueKey key = Objects.requireNonNull(driven()).work.key();
    return random.nextInt(5) == 0 ? stops(key) : report(key, Phase.DONE, true, 0);
  }

  /** What a patient person and a working world do next. */
  private WaveEvent towardsTheEnd() {
    for (Truth truth : inOrder()) {
      IssueKey key = truth.work.key();
      if (truth.commanded) {
        return new WaveEvent.ChildStarted(key, "run" + ++runs);
      } else if (truth.driven && !truth.over()) {
        return report(key, Phase.DONE, true, 0);
      } else if (oracle.phase(key) == Phase.HELD) {
        return new WaveEvent.SkipAsked(key);
      } else if (LifeOracle.FOR_PEOPLE.contains(oracle.phase(key))) {
        return new WaveEvent.RetryAsked(key);
      }
    }
    throw new AssertionError("nothing can happen any more");
  }

  private WaveEvent.Reported report(IssueKey key, Phase phase, boolean lands, int late) {
    return new WaveEvent.Reported(
        key,
        phase,
        LifeOracle.FOR_PEOPLE.contains(phase) ? WaitReason.CHECK_FAILED : null,
        lands ? commit(key.number()) : null,
        lands && random.nextInt(3) > 0 ? Duration.ofMinutes(1 + random.nextInt(90)) : null,
        random.nextBoolean() ? new LeaseToken(0, ++tokens) : null,
        now.plusSeconds(late));
  }

  private static WaveEvent.Reported withoutLease(WaveEvent.Reported report) {
    return new WaveEvent.Reported(
        report.key(),
        report.phase(),
        report.reason(),
        report.landed(),
        report.inFlight(),
        null,
        report.at());
  }

  private void step(List<WaveEvent> events) {
    last = events;
    Map<IssueKey, Phase> before = phases();
    Set<IssueKey> heldBefore = oracle.held();
    boolean cancelledBefore = oracle.cancelled;
    WaveCore.Step step = WaveCore.step(board, events, WaveState.MOST_AT_GATE);
    events.forEach(oracle::happened);
    Set<IssueKey> cancels = oracle.cancelsDue();
    Set<IssueKey> starts = oracle.settle();
    board = WaveRecords.board(roundTrip(step.board()));
    compareActions(step.actions(), starts, cancels);
    compareGivenBack(step.actions(), events);
    compareBoard();
    count(events, before, heldBefore, cancelledBefore, starts, cancels);
    List<WaveEvent> repeated = repeated(events);
    WaveCore.Step again = WaveCore.step(board, repeated, WaveState.MOST_AT_GATE);
    List<WaveAction> due = givenBack(repeated);
    check(again.board().equals(board) && again.actions().equals(due), "a repeated report did harm");
    due.forEach(action -> tally.count("lease of a late or repeated report given back"));
  }

  /**
   * Whatever a report says, the lease that came with it goes back, and nothing is done after it.
   */
  private void compareGivenBack(List<WaveAction> actions, List<WaveEvent> events) {
    List<WaveAction> due = givenBack(events);
    int others = actions.size() - due.size();
    check(
        others >= 0 && actions.subList(others, actions.size()).equals(due),
        "given back: " + actions + ", not " + due + " after all else");
    if (!due.isEmpty() && others > 0) {
      tally.count("C7 place given back after the starts");
    }
  }

  private static List<WaveAction> givenBack(List<WaveEvent> events) {
    List<WaveAction> due = new ArrayList<>();
    for (WaveEvent event : events) {
      if (event instanceof WaveEvent.Reported report && report.handedOver() != null) {
        due.add(new WaveAction.GiveBack(report.key(), report.handedOver()));
      }
    }
    return due;
  }

  private List<WaveEvent> repeated(List<WaveEvent> events) {
    List<WaveEvent> repeated = new ArrayList<>();
    for (WaveEvent event : events) {
      if (event instanceof WaveEvent.Reported report
          && report.phase().isFinal()
          && oracle.of(report.key()).over()) {
        repeated.add(event);
        tally.count("late or repeated report changed nothing");
      }
    }
    return repeated;
  }

  /** Sends the board through the record that crosses continue-as-new. */
  private WaveState roundTrip(Board next) {
    List<PlannedIssue> issues = new ArrayList<>();
    for (Line line : next.lines()) {
      Line.Work work = line.work();
      issues.add(
          new PlannedIssue(
              work.key(),
              "t",
              "d",
              work.repository(),
              work.priority(),
              work.agent(),
              work.dependsOn(),
              List.of(),
              work.heldBy(),
              1,
              work.expected()));
    }
    int width = next.parallel().values().iterator().next();
    WavePlan plan =
        new WavePlan(
            Projects.WAVE, Projects.project(0, List.of(width, width, width, width)), issues, null);
    return WaveRecords.state(plan, 2_000, WaveState.MOST_AT_GATE, Instant.EPOCH, next);
  }

  private void compareActions(
      List<WaveAction> actions, Set<IssueKey> starts, Set<IssueKey> cancels) {
    TreeSet<IssueKey> started = new TreeSet<>();
    List<IssueKey> inTurn = new ArrayList<>();
    TreeSet<IssueKey> cancelled = new TreeSet<>();
    for (WaveAction action : actions) {
      switch (action) {
        case WaveAction.StartIssue start -> {
          check(started.add(start.key()), start.key() + " started twice");
          inTurn.add(start.key());
          oracle.of(start.key()).told = start.rank();
        }
        case WaveAction.CancelIssue cancel ->
            check(cancelled.add(cancel.key()), cancel.key() + " cancelled twice");
        case WaveAction.Reorder reorder -> {
          tally.count("gate reordered");
          check(!oracle.queue(true).equals(oracle.queue(false)), "reordered without need");
          reorder.ranks().forEach(rank -> oracle.of(rank.key()).told = rank.rank());
        }
        case WaveAction.GiveBack ignored -> {}
      }
    }
    check(started.equals(starts), "started " + started + ", not " + starts);
    List<IssueKey> best = new ArrayList<>(oracle.queue(true));
    best.retainAll(starts);
    check(inTurn.equals(best), "started in the order " + inTurn + ", not " + best);
    if (inTurn.size() > 1) {
      tally.count("C7 several started, best first");
    }
    check(cancelled.equals(cancels), "cancelled " + cancelled + ", not " + cancels);
    if (!oracle.cancelled) {
      check(oracle.queue(true).equals(oracle.queue(false)), "the gate has another order");
    }
  }

  private void compareBoard() {
    for (Line line : board.lines()) {
      Phase expected = oracle.phase(line.key());
      check(line.phase() == expected, line.key() + " is " + line.phase() + ", not " + expected);
      check((line.landed() != null) || line.phase() != Phase.DONE, "done without a commit");
    }
    Board.Standing expected =
        oracle.ended()
            ? Board.Standing.ENDED
            : oracle.cancelled
                ? Board.Standing.CANCELLING
                : oracle.waitsForPeople()
                    ? Board.Standing.WAITING_FOR_PEOPLE
                    : Board.Standing.RUNNING;
    check(board.standing() == expected, "the wave is " + board.standing() + ", not " + expected);
    boolean driven = oracle.truths.values().stream().anyMatch(t -> t.driven && !t.over());
    check(board.sweepAfter().isPresent() == driven, "silent issues are not looked for");
    if (expected == Board.Standing.WAITING_FOR_PEOPLE) {
      tally.count("W3 waits for people");
    }
  }

  private void count(
      List<WaveEvent> events,
      Map<IssueKey, Phase> before,
      Set<IssueKey> heldBefore,
      boolean cancelledBefore,
      Set<IssueKey> starts,
      Set<IssueKey> cancels) {
    Set<IssueKey> held = oracle.held();
    for (IssueKey key : held) {
      if (!heldBefore.contains(key) && oracle.of(key).work.heldBy() == null) {
        boolean near =
            oracle.of(key).work.dependsOn().stream()
                .anyMatch(
                    other ->
                        oracle.of(other).parked
                            || (oracle.of(other).over() && oracle.phase(other) != Phase.DONE));
        tally.count(near ? "W4 held by a near failure" : "W4 held by a far failure");
      }
    }
    for (IssueKey key : heldBefore) {
      if (!held.contains(key) && !oracle.of(key).over()) {
        tally.count("W4 released by a retry");
      }
    }
    for (IssueKey key : starts) {
      if (!oracle.of(key).work.dependsOn().isEmpty()) {
        tally.count("W2 started when the last dependency landed");
      }
      if (LifeOracle.FOR_PEOPLE.contains(before.get(key))) {
        tally.count("restarted by a person");
      }
    }
    cancels.forEach(key -> tally.count("cancel reached a live issue"));
    Map<IssueKey, Phase> after = phases();
    for (IssueKey key : after.keySet()) {
      if (after.get(key) == Phase.WAITING_DEPENDENCIES) {
        tally.count("W2 waits for a dependency");
      }
    }
    if (oracle.cancelled && !cancelledBefore) {
      before.forEach(
          (key, phase) -> {
            if (!phase.isFinal() && after.get(key) == Phase.CANCELLED) {
              tally.count("cancel ended an idle issue");
            }
          });
    }
    if (events.size() == 1 && !oracle.cancelled) {
      alone(events.getFirst(), before, after);
    }
  }

  /** W6: an event of one issue moves no other issue that has begun. */
  private void alone(WaveEvent event, Map<IssueKey, Phase> before, Map<IssueKey, Phase> after) {
    IssueKey key =
        switch (event) {
          case WaveEvent.Reported report -> report.key();
          case WaveEvent.ChildStarted started -> started.key();
          case WaveEvent.ChildRefused refused -> refused.key();
          case WaveEvent.ChildFoundClosed closed -> closed.key();
          case WaveEvent.SkipAsked asked -> asked.key();
          case WaveEvent.RetryAsked asked -> asked.key();
          case WaveEvent.CancelAsked asked -> throw new AssertionError("not alone");
        };
    before.forEach(
        (other, phase) -> {
          boolean begun =
              phase.isFinal() || LifeOracle.FOR_PEOPLE.contains(phase) || phase == Phase.QUEUED;
          check(
              other.equals(key) || !begun || after.get(other) == phase,
              other + " was moved by " + key);
        });
    if (!LifeOracle.FOR_PEOPLE.contains(before.get(key))
        && LifeOracle.FOR_PEOPLE.contains(after.get(key))) {
      tally.count("W6 one issue's trouble left the others alone");
      if (event instanceof WaveEvent.ChildRefused) {
        tally.count("W6 start refused");
      } else if (event instanceof WaveEvent.ChildFoundClosed) {
        tally.count("W6 closed without a word");
      } else if (event instanceof WaveEvent.Reported report && report.phase() == Phase.DONE) {
        tally.count("W6 done without a commit");
      }
    }
    if (event instanceof WaveEvent.SkipAsked
        && before.get(key) != Phase.SKIPPED
        && after.get(key) == Phase.SKIPPED) {
      tally.count("skipped by a person");
    }
  }

  private Map<IssueKey, Phase> phases() {
    Map<IssueKey, Phase> phases = new LinkedHashMap<>();
    board.lines().forEach(line -> phases.put(line.key(), line.phase()));
    return phases;
  }

  private Truth any() {
    List<Truth> all = inOrder();
    return all.get(random.nextInt(all.size()));
  }

  private @Nullable Truth driven() {
    return inOrder().stream()
        .filter(truth -> truth.driven && !truth.over() && !truth.parked)
        .findFirst()
        .orElse(null);
  }

  private List<Truth> inOrder() {
    return board.lines().stream().map(line -> oracle.of(line.key())).toList();
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
