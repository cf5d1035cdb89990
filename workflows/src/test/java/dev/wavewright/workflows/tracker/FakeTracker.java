package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A wave to look at and a tracker that keeps what is written to it. */
final class FakeTracker implements TrackerActivities {
  private static final Duration NEXT_LOOK = Duration.ofMillis(20);

  private final Map<IssueKey, IssueNews> issues = new LinkedHashMap<>();
  private final Map<IssueKey, MarkerLine> shown = new LinkedHashMap<>();
  private final List<HandOffRequest> handOffs = new ArrayList<>();
  private final List<IssueKey> written = new ArrayList<>();
  private @Nullable Instant pauseOnce;
  private @Nullable IssueKey refused;
  private boolean broken;
  private boolean settled;
  private boolean closed;

  synchronized void issue(int number, Phase phase) {
    IssueKey key = TrackerLab.key(number);
    IssueNews before = issues.get(key);
    issues.put(
        key,
        new IssueNews(
            before == null ? issues.size() : before.place(),
            key,
            key.repository().orElseThrow(),
            "title of " + number,
            phase,
            phase == Phase.PARKED ? WaitReason.CHECK_FAILED : null,
            "",
            phase == Phase.PARKED ? "wavewright issue retry " + key : "",
            1,
            0,
            phase == Phase.DONE ? new CommitId("%040x".formatted(number)) : null));
  }

  synchronized void settle(boolean now) {
    settled = now;
  }

  synchronized void close() {
    settled = true;
    closed = true;
  }

  /** The next write is answered by a wish for patience. */
  synchronized void pause(Instant until) {
    pauseOnce = until;
  }

  synchronized void refuse(int number) {
    refused = TrackerLab.key(number);
  }

  /** From now on every write fails, or none does. */
  synchronized void breakDown(boolean now) {
    broken = now;
  }

  synchronized @Nullable Phase shown(int number) {
    MarkerLine line = shown.get(TrackerLab.key(number));
    return line == null ? null : line.phase();
  }

  synchronized String text(int number) {
    return Objects.requireNonNull(shown.get(TrackerLab.key(number))).text();
  }

  synchronized List<HandOffRequest> handOffs() {
    return List.copyOf(handOffs);
  }

  synchronized List<IssueKey> written() {
    return List.copyOf(written);
  }

  @Override
  public synchronized News awaitNews(Look look) {
    String phase = closed ? "closed" : settled ? "settled" : "running";
    List<IssueNews> changed =
        issues.values().stream()
            .filter(
                issue ->
                    issue.place() >= look.known().size()
                        || !look.known().get(issue.place()).equals(issue.fingerprint()))
            .toList();
    if (changed.isEmpty() && phase.equals(look.phase())) {
      throw ApplicationFailure.newBuilder()
          .setType(NOTHING_NEW)
          .setMessage("nothing new")
          .setNextRetryDelay(NEXT_LOOK)
          .setCategory(ApplicationErrorCategory.BENIGN)
          .build();
    }
    return new News(phase, null, settled, closed, issues.size(), changed);
  }

  @Override
  public synchronized MarkerResults writeMarkers(MarkerRequest request) {
    if (broken) {
      throw ApplicationFailure.newNonRetryableFailure("the token is gone", "credentials");
    }
    Instant until = pauseOnce;
    if (until != null) {
      pauseOnce = null;
      return new MarkerResults(List.of(), 0, until, "secondary limit");
    }
    List<MarkerResult> results = new ArrayList<>();
    for (MarkerLine line : request.markers()) {
      if (line.key().equals(refused)) {
        results.add(new MarkerResult(line.key(), null, "the issue is locked"));
        continue;
      }
      written.add(line.key());
      shown.put(line.key(), line);
      results.add(new MarkerResult(line.key(), line.key().number(), null));
    }
    return new MarkerResults(results, results.size(), null, null);
  }

  @Override
  public LandingCount recount(
      ProjectSettings project, RepositoryName repository, List<IssueKey> keys) {
    return new LandingCount(keys.size(), null);
  }

  @Override
  public synchronized HandOffResult handOver(HandOffRequest request) {
    handOffs.add(request);
    return new HandOffResult(
        "https://github.com/" + request.repository() + "/pull/1", false, "", 1, null, null);
  }
}
