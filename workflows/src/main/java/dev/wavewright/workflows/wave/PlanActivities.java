package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts a plan is made of. Each activity beats at least every ten seconds. */
@ActivityInterface
public interface PlanActivities {
  /**
   * Reads what is wanted of the project's tracker, and what that depends on; it may return more.
   * Fails, naming what, where and the fix, on what it cannot read: there is no partial reading.
   */
  @ActivityMethod(name = "ReadIssues")
  TrackerReading readIssues(ProjectSettings project, Wanted wanted);

  /**
   * Reads what has landed on each integration branch, by trailer on the first-parent line; newest
   * first.
   */
  @ActivityMethod(name = "ReadLandings")
  List<Landing> readLandings(ProjectSettings project);

  /** Names the live wave that owns each of these issues, where one does. */
  @ActivityMethod(name = "FindOwners")
  List<Owner> findOwners(List<IssueKey> keys);

  /**
   * Which issues are wanted: exactly these keys; else those of a milestone, with a label, or both;
   * else, if {@code all}, every open one of the project's repositories.
   */
  record Wanted(
      List<IssueKey> keys, @Nullable String milestone, @Nullable String label, boolean all) {
    public Wanted {
      keys = List.copyOf(keys);
    }
  }

  /**
   * What a tracker says.
   *
   * @param refusals why nothing may be planned on it, a sentence with the next action each
   * @param warnings what a person should know of an issue that is planned nevertheless
   * @param requests how many requests it took; 0 for a tracker that is asked none
   */
  record TrackerReading(
      List<TrackedIssue> issues, List<String> refusals, List<String> warnings, int requests) {
    public TrackerReading {
      issues = List.copyOf(issues);
      refusals = List.copyOf(refusals);
      warnings = List.copyOf(warnings);
    }

    /** A reading with nothing to complain about. */
    public static TrackerReading of(List<TrackedIssue> issues) {
      return new TrackerReading(issues, List.of(), List.of(), 0);
    }
  }

  /**
   * One issue of the tracker.
   *
   * @param source where a person finds it: a file below the tracker's folder, or a url
   * @param digest SHA-256 of the body
   * @param dependsOn references as resolved keys, in order of appearance
   * @param distrust why nobody with write access stands behind it; null if somebody does
   * @param closedAsCompleted whether the tracker says it is done
   */
  record TrackedIssue(
      IssueKey key,
      String title,
      String source,
      String digest,
      List<String> labels,
      @Nullable String milestone,
      boolean open,
      boolean closedAsCompleted,
      List<IssueKey> dependsOn,
      @Nullable String distrust) {
    public TrackedIssue {
      labels = List.copyOf(labels);
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /** An issue that landed, with the merge commit. */
  record Landing(IssueKey key, RepositoryName repository, CommitId commit) {}

  /** The live wave (workflow id) that owns an issue. */
  record Owner(IssueKey key, String wave) {}
}
