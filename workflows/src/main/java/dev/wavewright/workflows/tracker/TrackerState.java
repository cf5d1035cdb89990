package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaveId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a tracker carries from one run to the next; what the wave looks like is looked up
 * anew.
 *
 * @param version of this record; a newer field is null or zero when an older version wrote it
 * @param started when the wave began: another wave of its name is another tracker's
 * @param eventsPerRun history events after which a run continues as a new one
 * @param hour when the hour began in which writes are counted, null before the first
 * @param writes in that hour
 */
public record TrackerState(
    int version,
    WaveId wave,
    Instant started,
    ProjectSettings project,
    int eventsPerRun,
    List<MarkerState> markers,
    List<HandOffState> handOffs,
    @Nullable Instant hour,
    int writes) {
  public static final int VERSION = 1;
  private static final int EVENTS_PER_RUN = 2_000;

  public TrackerState {
    markers = List.copyOf(markers);
    handOffs = List.copyOf(handOffs);
    if (eventsPerRun < 1) {
      throw new IllegalArgumentException("eventsPerRun is at least 1, not " + eventsPerRun);
    }
  }

  public static TrackerState initial(WaveId wave, Instant started, ProjectSettings project) {
    return new TrackerState(
        VERSION, wave, started, project, EVENTS_PER_RUN, List.of(), List.of(), null, 0);
  }

  /**
   * The last marker tried for an issue.
   *
   * @param comment id of our comment, or null when it is not known
   * @param refusal why the tracker did not take it, or null
   */
  public record MarkerState(
      IssueKey key,
      String digest,
      Phase phase,
      @Nullable Long comment,
      @Nullable String refusal,
      Instant at) {}

  /** The last hand-off tried for a repository; see {@link TrackerStatus.HandOffLine}. */
  public record HandOffState(
      RepositoryName repository,
      String digest,
      @Nullable String url,
      boolean refused,
      String message,
      Instant at) {}
}
