package dev.wavewright.activities.tracker.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.tracker.Tracker;
import dev.wavewright.activities.tracker.TrackerProblems;
import dev.wavewright.activities.tracker.TrackerText;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.PlanActivities.TrackerReading;
import dev.wavewright.workflows.wave.PlanActivities.Wanted;
import java.util.List;
import java.util.Optional;

/**
 * Issues of GitHub. A reading is complete or fails: one page that does not arrive is a {@link
 * dev.wavewright.activities.tracker.TrackerUnavailable}, never a smaller plan.
 */
public final class GitHubTracker implements Tracker {
  private final GitHubTransport transport;
  private final GitHubSettings settings;
  private final List<RepositoryName> repositories;

  /**
   * @param repositories of the project
   */
  public GitHubTracker(
      GitHubTransport transport, GitHubSettings settings, List<RepositoryName> repositories) {
    this.transport = transport;
    this.settings = settings;
    this.repositories = List.copyOf(repositories);
  }

  /**
   * {@inheritDoc}
   *
   * @throws GitHubProblem for a token or a repository that cannot be used as it is
   */
  @Override
  public TrackerReading readIssues(Wanted wanted) {
    return new IssueReading(transport, settings, repositories, wanted).read();
  }

  /**
   * {@inheritDoc}
   *
   * @throws GitHubProblem for a token that cannot be used as it is
   */
  @Override
  public Optional<Body> readBody(IssueKey key) {
    Optional<JsonNode> found = new IssueLookup(transport).find(key).json();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String title = found.get().path("title").asText("");
    String text = found.get().path("body").asText("");
    refuse(key, "its title", TrackerText.inTitle(title));
    refuse(key, "its text", TrackerText.inBody(text));
    return Optional.of(Body.of(title.strip(), text));
  }

  private static void refuse(IssueKey key, String what, Optional<TrackerText.Fault> found) {
    if (found.isPresent()) {
      TrackerText.Fault fault = found.get();
      throw new TrackerProblems(
          List.of(
              new TrackerProblems.Problem(
                  key.value(), fault.line() + 1, what + " " + fault.what(), fault.fix())));
    }
  }
}
