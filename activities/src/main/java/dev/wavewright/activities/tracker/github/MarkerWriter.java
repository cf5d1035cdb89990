package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import dev.wavewright.activities.tracker.github.GitHubProblem.Kind;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerLine;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerResult;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerResults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows markers on GitHub: our label and our comment. Everything is read before it is written, so
 * what is there already costs no write, whoever wrote it and whatever crashed in between.
 */
public final class MarkerWriter {
  /** No further marker is begun after this time. */
  private static final Duration AT_LEAST = Duration.ofSeconds(6);

  private final GitHubWriting writing;
  private final PhaseLabels labels;
  private final StickyComment comment;

  /**
   * @param instance names this Wavewright among others that write to the same issues; one word
   */
  public MarkerWriter(GitHubTransport transport, Redactor redactor, String instance) {
    this.writing = new GitHubWriting(transport, redactor);
    this.labels = new PhaseLabels(writing);
    this.comment = new StickyComment(writing, instance);
  }

  /**
   * Shows what can be shown in a few seconds.
   *
   * @throws GitHubProblem when GitHub does not take the token
   */
  public MarkerResults show(List<MarkerLine> markers) {
    List<MarkerResult> results = new ArrayList<>();
    Instant enough = writing.transport().now().plus(AT_LEAST);
    for (MarkerLine marker : markers) {
      if (!results.isEmpty() && writing.transport().now().isAfter(enough)) {
        break;
      }
      try {
        results.add(show(marker));
      } catch (TrackerUnavailable passing) {
        return new MarkerResults(
            results,
            writing.writes(),
            writing.transport().now().plus(passing.retryAfter()),
            passing.why());
      } catch (GitHubProblem problem) {
        if (problem.kind() == Kind.CREDENTIALS) {
          throw problem;
        }
        results.add(
            new MarkerResult(marker.key(), marker.comment(), String.valueOf(problem.getMessage())));
      }
    }
    return new MarkerResults(results, writing.writes(), null, null);
  }

  private MarkerResult show(MarkerLine marker) {
    Optional<RepositoryName> repository = marker.key().repository();
    if (repository.isEmpty()) {
      return new MarkerResult(marker.key(), null, null);
    }
    long id = comment.show(repository.get(), marker.key(), marker.text(), marker.comment());
    labels.show(repository.get(), marker.key(), marker.phase());
    return new MarkerResult(marker.key(), id, null);
  }
}
