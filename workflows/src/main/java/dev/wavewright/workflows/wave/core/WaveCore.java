package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.wave.core.Line.Child;
import dev.wavewright.workflows.wave.core.WaveAction.NewRank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one wave: takes in what happened, and says what to do next.
 *
 * <p>Who waits and who is held is derived from the other lines at every step, never stored by
 * events, so a retry releases exactly what the failure held.
 */
public final class WaveCore {
  private final Map<IssueKey, Line> lines = new LinkedHashMap<>();
  private final Board before;
  private final int mostAtGate;
  private @Nullable String cancelledBy;

  private WaveCore(Board board, int mostAtGate) {
    this.before = board;
    this.mostAtGate = mostAtGate;
    this.cancelledBy = board.cancelledBy();
    board.lines().forEach(line -> lines.put(line.key(), line));
  }

  /**
   * The next board, and what to do to make it true.
   *
   * @param actions in order; to be carried out once each
   */
  public record Step(Board board, List<WaveAction> actions) {
    public Step {
      actions = List.copyOf(actions);
    }
  }

  /**
   * Takes in events in the order they came. Without events and changes there are no actions.
   *
   * @param mostAtGate issues that may wait or be at work at once, spread evenly over the
   *     repositories, of each as many as may be at work. The gate refuses what it has no room for:
   *     the others of a large wave wait in the wave, and whenever one of their repository is
   *     through, the best of them follows
   */
  public static Step step(Board board, List<WaveEvent> events, int mostAtGate) {
    WaveCore core = new WaveCore(board, mostAtGate);
    events.forEach(core::take);
    List<WaveAction> actions = new ArrayList<>();
    core.cancel(actions);
    List<IssueKey> ready = core.derive();
    core.start(ready, actions);
    core.reorder(ready, actions);
    giveBack(events, actions);
    return new Step(
        new Board(List.copyOf(core.lines.values()), board.parallel(), core.cancelledBy), actions);
  }

  private void take(WaveEvent event) {
    switch (event) {
      case WaveEvent.Reported report -> report(report);
      case WaveEvent.ChildStarted started -> {
        Line line = lines.get(started.key());
        if (line != null && line.child() == Child.STARTING) {
          put(line.driver(Child.LIVE, started.run()));
        }
      }
      case WaveEvent.ChildRefused refused -> {
        Line line = lines.get(refused.key());
        // A namesake that was running already may have reported its end before the refusal came.
        if (line != null && line.child() == Child.STARTING && !line.phase().isFinal()) {
          park(line.driver(Child.NONE, line.run()), "could not be started: " + refused.why());
        }
      }
      case WaveEvent.ChildFoundClosed closed -> foundClosed(closed);
      case WaveEvent.CancelAsked asked -> {
        if (cancelledBy == null) {
          cancelledBy = asked.by();
        }
      }
      case WaveEvent.SkipAsked asked -> {
        Line line = lines.get(asked.key());
        if (line != null && line.undriven()) {
          put(line.at(Phase.SKIPPED, null, ""));
        }
      }
      case WaveEvent.RetryAsked asked -> {
        Line line = lines.get(asked.key());
        if (line != null && line.undriven() && line.phase().isForPeople()) {
          put(line.driver(Child.NONE, line.run()).at(Phase.WAITING_DEPENDENCIES, null, ""));
        }
      }
    }
  }

  private void report(WaveEvent.Reported report) {
    Line line = lines.get(report.key());
    if (line == null
        || line.phase().isFinal()
        || (line.heard() != null && report.at().isBefore(line.heard()))) {
      return;
    }
    Line heard = line.reported(report.landed(), report.at(), report.inFlight());
    if (report.phase() == Phase.DONE && report.landed() == null) {
      park(heard.driver(Child.GONE, heard.run()), "it reported done without a commit");
    } else if (report.phase().isForPeople() || report.phase().isFinal()) {
      put(heard.at(report.phase(), report.reason(), ""));
    } else {
      put(heard.driven() ? heard.at(Phase.QUEUED, null, "") : heard);
    }
  }

  private void foundClosed(WaveEvent.ChildFoundClosed closed) {
    Line line = lines.get(closed.key());
    if (line == null
        || line.phase().isFinal()
        || line.child() != Child.LIVE
        || !closed.run().equals(line.run())) {
      return;
    }
    if (closed.result() != null && closed.result().phase().isFinal()) {
      report(closed.result());
    } else {
      park(
          line.driver(Child.GONE, line.run()),
          "its workflow closed without a word: it was terminated or timed out");
    }
  }

  private void park(Line line, String detail) {
    put(line.at(Phase.PARKED, WaitReason.INTERNAL_ERROR, detail));
  }

  private void cancel(List<WaveAction> actions) {
    if (cancelledBy == null) {
      return;
    }
    for (Line line : List.copyOf(lines.values())) {
      if (line.undriven()) {
        put(line.at(Phase.CANCELLED, null, "cancelled by " + cancelledBy));
      } else if (!line.phase().isFinal() && line.child() == Child.LIVE && !line.cancelSent()) {
        put(line.cancelAsked(true));
        actions.add(new WaveAction.CancelIssue(line.key()));
      }
    }
  }

  /** Derives who waits, who is held by whom, and who may start; dependencies come first. */
  private List<IssueKey> derive() {
    List<IssueKey> ready = new ArrayList<>();
    Map<IssueKey, String> stops = new LinkedHashMap<>();
    for (Line line : List.copyOf(lines.values())) {
      if (line.stopped()) {
        stops.put(line.key(), line.key() + " is " + line.phase());
        continue;
      }
      if (line.driven() || line.phase().isFinal()) {
        continue;
      }
      String stop = stop(line, stops);
      List<IssueKey> missing =
          line.work().dependsOn().stream().filter(key -> !landed(key)).toList();
      if (stop != null) {
        stops.put(line.key(), stop);
        put(line.at(Phase.HELD, WaitReason.DEPENDENCY_STOPPED, stop));
      } else if (missing.isEmpty()) {
        ready.add(line.key());
      } else {
        put(
            line.at(
                Phase.WAITING_DEPENDENCIES,
                WaitReason.DEPENDENCY_NOT_LANDED,
                "waits for " + String.join(", ", missing.stream().map(IssueKey::value).toList())));
      }
    }
    return ready;
  }

  private static @Nullable String stop(Line line, Map<IssueKey, String> stops) {
    if (line.work().heldBy() != null) {
      return line.work().heldBy() + " is not in this wave and had not landed";
    }
    return line.work().dependsOn().stream()
        .map(stops::get)
        .filter(found -> found != null)
        .findFirst()
        .orElse(null);
  }

  private boolean landed(IssueKey key) {
    Line line = lines.get(key);
    return line != null && line.phase() == Phase.DONE;
  }

  private void start(List<IssueKey> ready, List<WaveAction> actions) {
    if (ready.isEmpty()) {
      return;
    }
    Map<IssueKey, Long> ranks = ranks();
    Map<RepositoryName, Integer> atGate = atGate();
    Set<IssueKey> wanted = new LinkedHashSet<>(ready);
    lines.values().stream()
        .filter(line -> wanted.contains(line.key()))
        .map(line -> started(line, ranks.getOrDefault(line.key(), 0L)))
        .sorted(Line.ORDER)
        .forEach(
            line -> {
              RepositoryName repository = line.work().repository();
              int share = share(repository, atGate.size());
              if (atGate.merge(repository, 1, Integer::sum) <= share) {
                put(line);
                actions.add(new WaveAction.StartIssue(line.key(), line.rank()));
              } else {
                put(heldBack(line.key(), share));
              }
            });
  }

  /** Returns how many issues of each repository wait at the gate or are at work. */
  private Map<RepositoryName, Integer> atGate() {
    Map<RepositoryName, Integer> atGate = new LinkedHashMap<>();
    for (Line line : lines.values()) {
      boolean there = line.driven() && line.phase() == Phase.QUEUED;
      atGate.merge(line.work().repository(), there ? 1 : 0, Integer::sum);
    }
    return atGate;
  }

  /** No repository is kept from work by the many issues of another, whatever their ranks. */
  private int share(RepositoryName repository, int repositories) {
    return Math.max(mostAtGate / repositories, before.parallel().getOrDefault(repository, 1));
  }

  private Line heldBack(IssueKey key, int share) {
    Line line = Objects.requireNonNull(lines.get(key));
    return line.at(
        Phase.QUEUED,
        WaitReason.POOL_FULL,
        "waits in the wave: " + share + " of its repository are ahead at the gate");
  }

  private static Line started(Line line, long rank) {
    return line.driver(Child.STARTING, line.run())
        .at(Phase.QUEUED, null, "")
        .cancelAsked(false)
        .ranked(rank);
  }

  /** The gate knows the ranks as sent; it is told again only when that would change an order. */
  private void reorder(List<IssueKey> started, List<WaveAction> actions) {
    if (cancelledBy != null) {
      return;
    }
    List<Line> queued =
        lines.values().stream()
            .filter(line -> line.phase() == Phase.QUEUED && line.driven())
            .toList();
    Map<IssueKey, Long> fresh = ranks();
    List<IssueKey> asSent = queued.stream().sorted(Line.ORDER).map(Line::key).toList();
    List<IssueKey> wanted =
        queued.stream()
            .map(line -> line.ranked(fresh.getOrDefault(line.key(), 0L)))
            .sorted(Line.ORDER)
            .map(Line::key)
            .toList();
    if (asSent.equals(wanted)) {
      return;
    }
    List<NewRank> changed = new ArrayList<>();
    for (Line line : queued) {
      long rank = fresh.getOrDefault(line.key(), 0L);
      if (rank != line.rank() && !started.contains(line.key())) {
        changed.add(new NewRank(line.key(), rank));
      }
      put(line.ranked(rank));
    }
    if (!changed.isEmpty()) {
      actions.add(new WaveAction.Reorder(changed));
    }
  }

  /** Whatever the report is worth, nobody else gives the lease back. */
  private static void giveBack(List<WaveEvent> events, List<WaveAction> actions) {
    for (WaveEvent event : events) {
      if (event instanceof WaveEvent.Reported report && report.handedOver() != null) {
        actions.add(new WaveAction.GiveBack(report.key(), report.handedOver()));
      }
    }
  }

  private Map<IssueKey, Long> ranks() {
    Expectations expectations = Expectations.of(lines.values());
    List<Ranking.Node> unfinished = new ArrayList<>();
    for (Line line : lines.values()) {
      if (!line.phase().isFinal()) {
        Line.Work work = line.work();
        Duration expected = expectations.of(work);
        unfinished.add(
            new Ranking.Node(
                work.key(), work.repository(), work.priority(), work.dependsOn(), expected));
      }
    }
    return Ranking.ranks(unfinished, before.parallel());
  }

  private void put(Line line) {
    lines.put(line.key(), line);
  }
}
