package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.tracker.core.Fingerprint;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Eyes and hands of a wave's tracker; any worker of the project can do them. Each activity beats at
 * least every ten seconds.
 */
@ActivityInterface
public interface TrackerActivities {
  /** Type of the failure of a look that found nothing new; it passes. */
  String NOTHING_NEW = "nothing-new";

  /**
   * Looks at the wave and returns what is new. As long as nothing is, it fails with {@link
   * #NOTHING_NEW} and the time of the next look, so that waiting costs neither history nor a place
   * of the worker.
   */
  @ActivityMethod(name = "AwaitTrackerNews")
  News awaitNews(Look look);

  /**
   * Makes issues show their markers, one after the other, and does of it what can be done within a
   * few seconds. What an issue shows already is not written, so the same call may be made again
   * after any crash.
   */
  @ActivityMethod(name = "WriteMarkers")
  MarkerResults writeMarkers(MarkerRequest request);

  /** Counts on the integration branch how often each of these issues is named as landed. */
  @ActivityMethod(name = "RecountLandings")
  LandingCount recount(ProjectSettings project, RepositoryName repository, List<IssueKey> keys);

  /**
   * Makes the hand-off of a repository, or renews this wave's part of the one that is open. The
   * same call may be made again after any crash.
   */
  @ActivityMethod(name = "HandOver")
  HandOffResult handOver(HandOffRequest request);

  /**
   * What to look at.
   *
   * @param started when the wave began
   * @param known fingerprint of each issue as it is known, in the order of the wave; empty at first
   * @param phase of the wave as it is known: see {@link News#phase}; empty at first
   */
  record Look(WaveId wave, Instant started, List<String> known, String phase) {
    public Look {
      known = List.copyOf(known);
    }
  }

  /**
   * What is new.
   *
   * @param phase of the wave: a word that changes whenever one of the following does
   * @param settled nothing happens any more unless a person acts
   * @param closed the wave's workflow is over, or its name went to another wave
   * @param issues how many the wave has
   * @param changed those that look different from what was known; the others come with the next
   *     look if they are too many
   */
  record News(
      String phase,
      @Nullable Instant ended,
      boolean settled,
      boolean closed,
      int issues,
      List<IssueNews> changed) {
    public News {
      changed = List.copyOf(changed);
    }
  }

  /**
   * One issue.
   *
   * @param place in the wave's order, from 0
   * @param detail one sentence, bounded
   * @param position in the queue from 1, 0 when it waits in none
   */
  record IssueNews(
      int place,
      IssueKey key,
      RepositoryName repository,
      String title,
      Phase phase,
      @Nullable WaitReason reason,
      String detail,
      String unblock,
      int attempts,
      int position,
      @Nullable CommitId landed) {
    /** Tells this state of the issue from another one. */
    public String fingerprint() {
      return Fingerprint.of(toString());
    }
  }

  /** Markers to be shown, the most urgent first. */
  record MarkerRequest(ProjectSettings project, WaveId wave, List<MarkerLine> markers) {
    public MarkerRequest {
      markers = List.copyOf(markers);
    }
  }

  /**
   * What one issue shall show.
   *
   * @param text Markdown of the comment
   * @param comment id of our comment if it is known; it is looked for if it is not, or is gone
   */
  record MarkerLine(IssueKey key, Phase phase, String text, @Nullable Long comment) {}

  /**
   * How far it got.
   *
   * @param results of those markers that were finished; the others are to be asked for again
   * @param writes made
   * @param pausedUntil the tracker asked for patience: no call is worth making sooner; null if it
   *     did not
   * @param pause why, or null
   */
  record MarkerResults(
      List<MarkerResult> results,
      int writes,
      @Nullable Instant pausedUntil,
      @Nullable String pause) {
    public MarkerResults {
      results = List.copyOf(results);
    }
  }

  /**
   * One marker.
   *
   * @param comment id of our comment, or null when there is none
   * @param refusal why the tracker does not take it, in words and with what to do; null if it did
   */
  record MarkerResult(IssueKey key, @Nullable Long comment, @Nullable String refusal) {}

  /**
   * What git found.
   *
   * @param once how many of the asked keys the branch names exactly once
   * @param failure why it could not be read, or null
   */
  record LandingCount(int once, @Nullable String failure) {}

  /**
   * A hand-off to be made.
   *
   * @param started when the wave began; with its name it marks the wave's part of the text
   * @param title of a new pull request
   * @param body Markdown of this wave's part
   */
  record HandOffRequest(
      ProjectSettings project,
      WaveId wave,
      Instant started,
      RepositoryName repository,
      String base,
      String integration,
      String title,
      String body) {}

  /**
   * What became of it.
   *
   * @param url of the pull request, or null
   * @param refused the tracker does not take it as things are
   * @param message why there is none, or empty
   * @param pausedUntil see {@link MarkerResults#pausedUntil}; then nothing else is meant
   */
  record HandOffResult(
      @Nullable String url,
      boolean refused,
      String message,
      int writes,
      @Nullable Instant pausedUntil,
      @Nullable String pause) {}
}
