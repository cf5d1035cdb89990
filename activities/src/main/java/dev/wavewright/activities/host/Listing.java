package dev.wavewright.activities.host;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server lists; it does so with a delay of some moments. */
interface Listing {
  /** Returns the issues and tasks that are open, of every project. */
  List<Listed> openIssues();

  /** Returns those that ended as expired at or after a moment, the last ended first. */
  List<Listed> expiredIssues(Instant from);

  /** Returns the waves of a project that are over since a moment, the last ended first. */
  List<Listed> endedWaves(String project, Instant from);

  /**
   * One workflow.
   *
   * @param closed when it ended, or null
   * @param how empty if it completed or is open, else what ended it
   * @param phase it is found by, or empty
   * @param repository it is found by, or empty
   * @param wave it is found by, or empty
   * @param project it was started for, or empty
   * @param title it was started with, or empty
   */
  record Listed(
      String workflow,
      String run,
      Instant started,
      @Nullable Instant closed,
      String how,
      String phase,
      String repository,
      String wave,
      String project,
      String title) {}
}
