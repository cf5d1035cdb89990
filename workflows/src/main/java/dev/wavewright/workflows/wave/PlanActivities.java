package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts a plan is made of. */
@ActivityInterface
public interface PlanActivities {
  /**
   * Reads every issue of the project's tracker. Fails, naming file and line, on what it cannot
   * read.
   */
  @ActivityMethod(name = "ReadIssues")
  List<TrackedIssue> readIssues(ProjectSettings project);

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
   * One issue of the tracker.
   *
   * @param source where a person finds it: a file below the tracker's folder, or a url
   * @param digest SHA-256 of the body
   * @param dependsOn references as resolved keys, in order of appearance
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
      List<IssueKey> dependsOn) {
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
