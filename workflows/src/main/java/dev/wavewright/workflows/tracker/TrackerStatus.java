package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaveId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a wave's tracker is.
 *
 * @param issues of the wave as far as they are known
 * @param shown issues whose marker says what is so
 * @param left markers and hand-offs still to be written, without those that the tracker does not
 *     take
 * @param settled whether all this is of a wave in which nothing happens any more without a person
 * @param pausedUntil the tracker asked for patience until then, or null
 * @param pause why, or null
 * @param delivers whether what landed is handed over by pull requests
 * @param handOffs one per repository in which something landed, when it was tried
 */
public record TrackerStatus(
    WaveId wave,
    int issues,
    int shown,
    int left,
    boolean settled,
    @Nullable Instant pausedUntil,
    @Nullable String pause,
    boolean delivers,
    List<Refusal> refusals,
    List<HandOffLine> handOffs) {
  public TrackerStatus {
    refusals = List.copyOf(refusals);
    handOffs = List.copyOf(handOffs);
  }

  /** A marker that the tracker did not take. */
  public record Refusal(IssueKey key, String message) {}

  /**
   * A hand-off.
   *
   * @param url of the pull request, or null when there is none
   * @param message why there is none, or empty
   */
  public record HandOffLine(RepositoryName repository, @Nullable String url, String message) {}
}
