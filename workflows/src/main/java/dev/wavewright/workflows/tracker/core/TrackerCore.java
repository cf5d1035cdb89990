package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what a tracker does next: which markers are due, whose hand-off, or how long to wait. */
public final class TrackerCore {
  /** Markers of one step; afterwards everything is looked at anew. */
  public static final int MARKERS_PER_STEP = 3;

  /** Between two markers of one issue that differ in more than their wording. */
  static final Duration PHASE_GAP = Duration.ofSeconds(10);

  /** Between two markers of one issue in the same phase: another position, another wording. */
  static final Duration WORDING_GAP = Duration.ofSeconds(30);

  /**
   * When one issue moves, all behind it in a queue move. With this much time per issue of the wave
   * that costs at most 180 writes an hour.
   */
  static final Duration WORDING_GAP_PER_ISSUE = Duration.ofSeconds(20);

  /** What was refused is tried again after this time; a person may have given a right. */
  static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);

  private TrackerCore() {}

  /** How soon somebody wants to see a marker; the first is the most urgent. */
  enum Urgency {
    PEOPLE,
    ENDED,
    PROGRESS,
    FIRST,
    WORDING;

    boolean isUrgent() {
      return this == PEOPLE || this == ENDED;
    }
  }

  private record Due(Marker marker, Urgency urgency, Instant at) {
    static final Comparator<Due> ORDER =
        Comparator.comparing(Due::urgency)
            .thenComparing(Due::at)
            .thenComparing(due -> due.marker().key());
  }

  /** Decides the next step. */
  public static TrackerStep decide(Snapshot snapshot) {
    Allowance allowance = snapshot.allowance().at(snapshot.now());
    @Nullable Instant next = null;
    boolean handOffs = snapshot.deliver() && snapshot.wave().settled();
    for (RepositoryLine repository :
        handOffs ? snapshot.repositories() : List.<RepositoryLine>of()) {
      Optional<Instant> due = handOffDue(snapshot, repository);
      if (due.isEmpty()) {
        continue;
      }
      Instant at = allowance.permits(true) ? due.get() : later(due.get(), allowance.renewal());
      if (!at.isAfter(snapshot.now())) {
        return handOver(snapshot, repository);
      }
      next = earlier(next, at);
    }
    List<Due> ready = new ArrayList<>();
    for (Line line : snapshot.lines()) {
      Optional<Due> due = due(snapshot, line);
      if (due.isEmpty()) {
        continue;
      }
      boolean permitted = allowance.permits(due.get().urgency().isUrgent());
      Instant at = permitted ? due.get().at() : later(due.get().at(), allowance.renewal());
      if (at.isAfter(snapshot.now())) {
        next = earlier(next, at);
      } else {
        ready.add(due.get());
      }
    }
    if (!ready.isEmpty()) {
      return new TrackerStep.WriteMarkers(
          ready.stream().sorted(Due.ORDER).limit(MARKERS_PER_STEP).map(Due::marker).toList());
    }
    return next == null && snapshot.wave().closed()
        ? new TrackerStep.End()
        : new TrackerStep.Wait(next);
  }

  /**
   * Counts the markers and hand-offs that do not say what is so, and will: those that the tracker
   * did not take are left out.
   */
  public static int left(Snapshot snapshot) {
    int left = 0;
    for (Line line : snapshot.lines()) {
      Written written = line.written();
      boolean same =
          written != null && written.digest().equals(MarkerText.of(snapshot, line.fact()).digest());
      left += same || (written != null && written.refused()) ? 0 : 1;
    }
    if (snapshot.deliver() && snapshot.wave().settled()) {
      for (RepositoryLine repository : snapshot.repositories()) {
        RepositoryLine.HandOff last = repository.handOff();
        boolean refused = last != null && last.refused();
        left += refused || handOffDue(snapshot, repository).isEmpty() ? 0 : 1;
      }
    }
    return left;
  }

  private static TrackerStep handOver(Snapshot snapshot, RepositoryLine repository) {
    List<IssueKey> landed =
        HandOffText.landed(snapshot, repository).stream().map(IssueFact::key).sorted().toList();
    return new TrackerStep.HandOver(
        repository.name(), landed, HandOffText.digest(snapshot, repository));
  }

  /** Returns when the hand-off is due; empty if there is nothing to hand over, or nothing new. */
  private static Optional<Instant> handOffDue(Snapshot snapshot, RepositoryLine repository) {
    if (HandOffText.landed(snapshot, repository).isEmpty()) {
      return Optional.empty();
    }
    RepositoryLine.HandOff last = repository.handOff();
    if (last == null) {
      return Optional.of(Instant.MIN);
    }
    boolean same = last.digest().equals(HandOffText.digest(snapshot, repository));
    if (last.refused()) {
      return afterRefusal(snapshot, same, last.at());
    }
    return same ? Optional.empty() : Optional.of(Instant.MIN);
  }

  private static Optional<Due> due(Snapshot snapshot, Line line) {
    Marker marker = MarkerText.of(snapshot, line.fact());
    Written written = line.written();
    if (written == null) {
      return Optional.of(new Due(marker, urgency(marker.phase(), Urgency.FIRST), Instant.MIN));
    }
    boolean same = written.digest().equals(marker.digest());
    Urgency urgency =
        written.phase() == marker.phase()
            ? Urgency.WORDING
            : urgency(marker.phase(), Urgency.PROGRESS);
    if (written.refused()) {
      return afterRefusal(snapshot, same, written.at()).map(at -> new Due(marker, urgency, at));
    }
    if (same) {
      return Optional.empty();
    }
    Duration gap = snapshot.wave().closed() ? Duration.ZERO : gap(urgency, snapshot.lines().size());
    return Optional.of(new Due(marker, urgency, written.at().plus(gap)));
  }

  /** While the wave goes on it is tried now and then; afterwards once, if there is news. */
  private static Optional<Instant> afterRefusal(Snapshot snapshot, boolean same, Instant last) {
    if (snapshot.wave().closed()) {
      return same ? Optional.empty() : Optional.of(last);
    }
    return Optional.of(last.plus(AFTER_REFUSAL));
  }

  private static Duration gap(Urgency urgency, int issues) {
    return switch (urgency) {
      case PEOPLE, ENDED, FIRST -> Duration.ZERO;
      case PROGRESS -> PHASE_GAP;
      case WORDING -> {
        Duration shared = WORDING_GAP_PER_ISSUE.multipliedBy(issues);
        yield shared.compareTo(WORDING_GAP) > 0 ? shared : WORDING_GAP;
      }
    };
  }

  private static Urgency urgency(Phase phase, Urgency otherwise) {
    return switch (phase) {
      case PARKED, NEEDS_INPUT -> Urgency.PEOPLE;
      case DONE, CANCELLED, EXPIRED, SKIPPED -> Urgency.ENDED;
      case WAITING_DEPENDENCIES,
          QUEUED,
          PREPARING,
          IMPLEMENTING,
          CHECKING,
          REVIEWING,
          MERGE_QUEUED,
          MERGING,
          QUOTA_WAITING,
          HELD ->
          otherwise;
    };
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }
}
