package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.model.Delivery;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.tracker.TrackerActivities.HandOffResult;
import dev.wavewright.workflows.tracker.TrackerActivities.IssueNews;
import dev.wavewright.workflows.tracker.TrackerActivities.Look;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerLine;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerResult;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerResults;
import dev.wavewright.workflows.tracker.TrackerActivities.News;
import dev.wavewright.workflows.tracker.TrackerState.HandOffState;
import dev.wavewright.workflows.tracker.TrackerState.MarkerState;
import dev.wavewright.workflows.tracker.TrackerStatus.HandOffLine;
import dev.wavewright.workflows.tracker.TrackerStatus.Refusal;
import dev.wavewright.workflows.tracker.core.Allowance;
import dev.wavewright.workflows.tracker.core.IssueFact;
import dev.wavewright.workflows.tracker.core.Line;
import dev.wavewright.workflows.tracker.core.Marker;
import dev.wavewright.workflows.tracker.core.MarkerText;
import dev.wavewright.workflows.tracker.core.RepositoryLine;
import dev.wavewright.workflows.tracker.core.Snapshot;
import dev.wavewright.workflows.tracker.core.TrackerCore;
import dev.wavewright.workflows.tracker.core.WaveFact;
import dev.wavewright.workflows.tracker.core.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one run of a tracker knows; turns it into what the core decides on, and back. */
final class TrackerBook {
  private final TrackerState begun;
  private final Map<Integer, IssueNews> issues = new TreeMap<>();
  private final Map<IssueKey, MarkerState> markers = new LinkedHashMap<>();
  private final Map<RepositoryName, HandOffState> handOffs = new LinkedHashMap<>();
  private Allowance allowance;
  private @Nullable News last;

  TrackerBook(TrackerState state) {
    begun = state;
    state.markers().forEach(marker -> markers.put(marker.key(), marker));
    state.handOffs().forEach(handOff -> handOffs.put(handOff.repository(), handOff));
    Instant hour = state.hour();
    allowance = new Allowance(hour == null ? Instant.EPOCH : hour, state.writes());
  }

  /** Tells whether the whole wave is known: only then is anything decided. */
  boolean complete() {
    return last != null && issues.size() == last.issues();
  }

  Look look() {
    int known = last == null ? 0 : last.issues();
    List<String> fingerprints = new ArrayList<>();
    for (int place = 0; place < known; place++) {
      IssueNews issue = issues.get(place);
      fingerprints.add(issue == null ? "" : issue.fingerprint());
    }
    return new Look(begun.wave(), begun.started(), fingerprints, last == null ? "" : last.phase());
  }

  void add(News news) {
    last = news;
    news.changed().forEach(issue -> issues.put(issue.place(), issue));
  }

  void add(List<Marker> asked, MarkerResults results, Instant now) {
    spend(results.writes(), now);
    for (MarkerResult result : results.results()) {
      asked.stream()
          .filter(marker -> marker.key().equals(result.key()))
          .findFirst()
          .ifPresent(
              marker ->
                  markers.put(
                      marker.key(),
                      new MarkerState(
                          marker.key(),
                          marker.digest(),
                          marker.phase(),
                          result.comment(),
                          result.refusal(),
                          now)));
    }
  }

  void add(RepositoryName repository, String digest, HandOffResult result, Instant now) {
    spend(result.writes(), now);
    if (result.pausedUntil() == null) {
      handOffs.put(
          repository,
          new HandOffState(
              repository, digest, result.url(), result.refused(), result.message(), now));
    }
  }

  private void spend(int writes, Instant now) {
    allowance = allowance.at(now).plus(writes);
  }

  List<MarkerLine> lines(List<Marker> asked) {
    return asked.stream()
        .map(
            marker -> {
              MarkerState before = markers.get(marker.key());
              return new MarkerLine(
                  marker.key(),
                  marker.phase(),
                  marker.text(),
                  before == null ? null : before.comment());
            })
        .toList();
  }

  Snapshot snapshot(Instant now) {
    News news = Objects.requireNonNull(last);
    ProjectSettings project = begun.project();
    GitHubSettings gitHub = project.tracker().gitHub();
    return new Snapshot(
        now,
        new WaveFact(begun.wave(), begun.started(), news.ended(), news.settled(), news.closed()),
        gitHub == null ? "" : gitHub.web(),
        project.effectiveDeliver() == Delivery.PULL_REQUEST,
        issues.values().stream().map(this::line).toList(),
        project.repositories().stream()
            .map(
                repository ->
                    new RepositoryLine(
                        repository.name(),
                        repository.base(),
                        repository.integration(),
                        repository.check(),
                        handOff(handOffs.get(repository.name()))))
            .toList(),
        allowance);
  }

  private Line line(IssueNews issue) {
    MarkerState marker = markers.get(issue.key());
    return new Line(
        new IssueFact(
            issue.key(),
            issue.repository(),
            issue.title(),
            issue.phase(),
            issue.reason(),
            issue.detail(),
            issue.unblock(),
            issue.attempts(),
            issue.position(),
            issue.landed()),
        marker == null
            ? null
            : new Written(marker.digest(), marker.phase(), marker.refusal() != null, marker.at()));
  }

  private static RepositoryLine.@Nullable HandOff handOff(@Nullable HandOffState state) {
    return state == null
        ? null
        : new RepositoryLine.HandOff(state.digest(), state.url(), state.refused(), state.at());
  }

  TrackerState state() {
    return new TrackerState(
        TrackerState.VERSION,
        begun.wave(),
        begun.started(),
        begun.project(),
        begun.eventsPerRun(),
        List.copyOf(markers.values()),
        List.copyOf(handOffs.values()),
        allowance.since(),
        allowance.used());
  }

  TrackerStatus status(Instant now, @Nullable Instant pausedUntil, @Nullable String pause) {
    int shown = 0;
    int left = 0;
    List<Refusal> refusals = new ArrayList<>();
    for (MarkerState marker : markers.values()) {
      String refusal = marker.refusal();
      if (refusal != null) {
        refusals.add(new Refusal(marker.key(), refusal));
      }
    }
    if (last != null) {
      Snapshot snapshot = snapshot(now);
      left = TrackerCore.left(snapshot);
      for (Line line : snapshot.lines()) {
        Written written = line.written();
        if (written != null
            && !written.refused()
            && written.digest().equals(MarkerText.of(snapshot, line.fact()).digest())) {
          shown++;
        }
      }
    }
    return new TrackerStatus(
        begun.wave(),
        last == null ? 0 : last.issues(),
        shown,
        left,
        last != null && last.settled(),
        pausedUntil,
        pause,
        begun.project().effectiveDeliver() == Delivery.PULL_REQUEST,
        refusals,
        handOffs.values().stream()
            .map(each -> new HandOffLine(each.repository(), each.url(), each.message()))
            .toList());
  }
}
