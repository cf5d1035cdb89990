package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.wave.core.Line;
import dev.wavewright.workflows.wave.core.WaveEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A wave as its rules say it, read naively: one small record per issue, holds found by passing over
 * all issues until nothing changes, chains by trying every path.
 */
final class LifeOracle {
  static final Set<Phase> FOR_PEOPLE = Set.of(Phase.PARKED, Phase.NEEDS_INPUT);

  /** What is true of one issue. */
  static final class Truth {
    final Line.Work work;
    boolean commanded;
    boolean driven;
    boolean parked;
    boolean asks;
    boolean cancelSent;
    Phase ended = Phase.WAITING_DEPENDENCIES;
    Instant heard = Instant.MIN;
    Duration took = Duration.ZERO;
    long told;
    String run = "";

    Truth(Line.Work work) {
      this.work = work;
    }

    boolean over() {
      return ended != Phase.WAITING_DEPENDENCIES;
    }
  }

  final Map<IssueKey, Truth> truths = new HashMap<>();
  private final int parallel;
  boolean cancelled;

  LifeOracle(List<Line.Work> works, int parallel) {
    this.parallel = parallel;
    works.forEach(work -> truths.put(work.key(), new Truth(work)));
  }

  Truth of(IssueKey key) {
    return Objects.requireNonNull(truths.get(key));
  }

  void happened(WaveEvent event) {
    switch (event) {
      case WaveEvent.Reported report -> reported(report);
      case WaveEvent.ChildStarted started -> {
        Truth truth = of(started.key());
        if (truth.commanded) {
          truth.commanded = false;
          truth.driven = true;
          truth.run = started.run();
        }
      }
      case WaveEvent.ChildRefused refused -> {
        Truth truth = of(refused.key());
        if (truth.commanded) {
          truth.commanded = false;
          truth.parked = true;
          truth.asks = false;
        }
      }
      case WaveEvent.ChildFoundClosed closed -> {
        Truth truth = of(closed.key());
        if (!truth.over() && truth.driven && truth.run.equals(closed.run())) {
          WaveEvent.Reported result = closed.result();
          if (result != null) {
            reported(result);
          } else {
            truth.driven = false;
            truth.parked = true;
            truth.asks = false;
          }
        }
      }
      case WaveEvent.CancelAsked asked -> cancelled = true;
      case WaveEvent.SkipAsked asked -> {
        Truth truth = of(asked.key());
        if (!truth.over() && !truth.driven && !truth.commanded) {
          truth.ended = Phase.SKIPPED;
        }
      }
      case WaveEvent.RetryAsked asked -> {
        Truth truth = of(asked.key());
        if (!truth.driven && !truth.commanded) {
          truth.parked = false;
        }
      }
    }
  }

  private void reported(WaveEvent.Reported report) {
    Truth truth = of(report.key());
    if (truth.over() || report.at().isBefore(truth.heard)) {
      return;
    }
    truth.heard = report.at();
    if (report.phase() == Phase.DONE && report.landed() == null) {
      truth.driven = false;
      truth.commanded = false;
      truth.parked = true;
      truth.asks = false;
    } else if (FOR_PEOPLE.contains(report.phase())) {
      truth.parked = true;
      truth.asks = report.phase() == Phase.NEEDS_INPUT;
    } else if (report.phase() == Phase.QUEUED) {
      truth.parked &= !(truth.driven || truth.commanded);
    } else {
      truth.ended = report.phase();
      truth.took = report.inFlight() == null ? Duration.ZERO : report.inFlight();
    }
  }

  /** Lets the wave do what follows by itself; returns what must have been started. */
  Set<IssueKey> settle() {
    if (cancelled) {
      for (Truth truth : truths.values()) {
        if (!truth.over() && !truth.driven && !truth.commanded) {
          truth.ended = Phase.CANCELLED;
        }
      }
    }
    TreeSet<IssueKey> due = new TreeSet<>();
    Set<IssueKey> held = held();
    for (Truth truth : truths.values()) {
      boolean idle = !truth.over() && !truth.driven && !truth.commanded && !truth.parked;
      if (idle
          && !held.contains(truth.work.key())
          && truth.work.dependsOn().stream().allMatch(key -> of(key).ended == Phase.DONE)) {
        due.add(truth.work.key());
      }
    }
    due.forEach(
        key -> {
          of(key).commanded = true;
          of(key).cancelSent = false;
        });
    return due;
  }

  Set<IssueKey> cancelsDue() {
    TreeSet<IssueKey> due = new TreeSet<>();
    for (Truth truth : truths.values()) {
      if (cancelled && !truth.over() && truth.driven && !truth.cancelSent) {
        truth.cancelSent = true;
        due.add(truth.work.key());
      }
    }
    return due;
  }

  /** Everything that cannot start because something it needs, near or far, has stopped. */
  Set<IssueKey> held() {
    TreeSet<IssueKey> held = new TreeSet<>();
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Truth truth : truths.values()) {
        if (truth.over() || truth.driven || truth.commanded || truth.parked) {
          continue;
        }
        boolean stopped = truth.work.heldBy() != null;
        for (IssueKey dependency : truth.work.dependsOn()) {
          Truth other = of(dependency);
          boolean failed = other.over() ? other.ended != Phase.DONE : other.parked;
          stopped |= failed || held.contains(dependency);
        }
        grew |= stopped && held.add(truth.work.key());
      }
    }
    return held;
  }

  Phase phase(IssueKey key) {
    Truth truth = of(key);
    if (truth.over()) {
      return truth.ended;
    } else if (truth.parked) {
      return truth.asks ? Phase.NEEDS_INPUT : Phase.PARKED;
    } else if (truth.driven || truth.commanded) {
      return Phase.QUEUED;
    }
    return held().contains(key) ? Phase.HELD : Phase.WAITING_DEPENDENCIES;
  }

  boolean waitsForPeople() {
    return truths.keySet().stream()
        .map(this::phase)
        .allMatch(phase -> phase.isFinal() || FOR_PEOPLE.contains(phase) || phase == Phase.HELD);
  }

  boolean ended() {
    return truths.values().stream().allMatch(Truth::over);
  }

  /** Queued issues as a gate with these ranks would take them. */
  List<IssueKey> queue(boolean asTold) {
    List<IssueKey> queued = new ArrayList<>(truths.keySet());
    queued.removeIf(key -> phase(key) != Phase.QUEUED);
    queued.sort(
        Comparator.comparingInt((IssueKey key) -> of(key).work.priority().level())
            .thenComparingLong(key -> asTold ? of(key).told : -(chain(key) + left(key)))
            .thenComparing(Comparator.naturalOrder()));
    return queued;
  }

  private long chain(IssueKey key) {
    long longest = 0;
    for (Truth other : truths.values()) {
      if (!other.over() && other.work.dependsOn().contains(key)) {
        longest = Math.max(longest, chain(other.work.key()));
      }
    }
    return longest + expected(key);
  }

  private long left(IssueKey key) {
    long left = 0;
    for (Truth other : truths.values()) {
      if (!other.over() && other.work.repository().equals(of(key).work.repository())) {
        left += expected(other.work.key());
      }
    }
    return left / parallel;
  }

  private long expected(IssueKey key) {
    List<Long> alike = new ArrayList<>();
    List<Long> all = new ArrayList<>();
    for (Truth other : truths.values()) {
      if (other.ended == Phase.DONE && other.took.isPositive()) {
        all.add(other.took.toMillis());
        if (other.work.repository().equals(of(key).work.repository())
            && other.work.agent().equals(of(key).work.agent())) {
          alike.add(other.took.toMillis());
        }
      }
    }
    List<Long> known = alike.isEmpty() ? all : alike;
    return known.isEmpty()
        ? of(key).work.expected().toMillis()
        : known.stream().mapToLong(Long::longValue).sum() / known.size();
  }
}
