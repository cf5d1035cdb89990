package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a plan is made of, read once.
 *
 * @param issues the whole tracker, in any order
 * @param landings what has landed on the integration branches, newest first
 * @param owners issues that a live wave owns
 * @param allowHeld whether an issue may be planned that waits for work outside the wave
 * @param objections why the tracker's reading allows no plan, a sentence each
 */
public record PlanningFacts(
    ProjectSettings project,
    List<Issue> issues,
    List<Landing> landings,
    List<Owner> owners,
    Selection selection,
    boolean allowHeld,
    List<String> objections) {
  public PlanningFacts {
    issues = List.copyOf(issues);
    landings = List.copyOf(landings);
    owners = List.copyOf(owners);
    objections = List.copyOf(objections);
  }

  /**
   * One issue of the tracker.
   *
   * @param source where a person finds it: a file or a url
   * @param digest SHA-256 of the body
   * @param completed whether it is closed as done, as opposed to given up
   * @param dependsOn references in order of appearance, repetitions allowed
   * @param distrust why nobody with write access stands behind it; null if somebody does
   */
  public record Issue(
      IssueKey key,
      String title,
      String source,
      String digest,
      List<String> labels,
      @Nullable String milestone,
      boolean open,
      boolean completed,
      List<IssueKey> dependsOn,
      @Nullable String distrust) {
    public Issue {
      labels = List.copyOf(labels);
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /** An issue that landed, with the merge commit. */
  public record Landing(IssueKey key, RepositoryName repository, CommitId commit) {}

  /** A live wave, by workflow id, and one issue it owns. */
  public record Owner(IssueKey key, String wave) {}

  /**
   * Which issues are wanted. Keys name issues exactly; otherwise {@code all}, a milestone or a
   * label choose among the open ones, and a milestone and a label together narrow each other.
   */
  public record Selection(
      List<IssueKey> keys, @Nullable String milestone, @Nullable String label, boolean all) {
    public Selection {
      keys = List.copyOf(keys);
    }
  }
}
