package dev.wavewright.activities.host;

import dev.wavewright.activities.git.Landing;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.activities.tracker.github.GitHubTransport;
import dev.wavewright.activities.tracker.github.HandOffWriter;
import dev.wavewright.activities.tracker.github.MarkerWriter;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.tracker.TrackerActivities;
import io.temporal.client.WorkflowClient;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;

/** A tracker's eyes are the workflows' own words, its hands GitHub and the hubs. */
public final class TrackerActivitiesImpl implements TrackerActivities {
  private static final Duration NEXT_LOOK = Duration.ofSeconds(5);

  private final HostRooms rooms;
  private final WaveLooks looks;
  private final Tokens tokens;
  private final GitHubAccess gitHub;
  private final Redactor redactor;

  /**
   * @param gitHub the process's one access
   */
  public TrackerActivitiesImpl(
      HostRooms rooms,
      WorkflowClient client,
      Tokens tokens,
      GitHubAccess gitHub,
      Redactor redactor) {
    this.rooms = rooms;
    this.looks = new WaveLooks(client);
    this.tokens = tokens;
    this.gitHub = gitHub;
    this.redactor = redactor;
  }

  @Override
  public News awaitNews(Look look) {
    return Failures.classified(
        beats -> looks.look(look).orElseThrow(TrackerActivitiesImpl::nothingNew));
  }

  /** No fault: the same look is made again, and nothing is logged. */
  private static ApplicationFailure nothingNew() {
    return ApplicationFailure.newBuilder()
        .setType(NOTHING_NEW)
        .setMessage("nothing new; looks again every " + NEXT_LOOK.toSeconds() + " s")
        .setNextRetryDelay(NEXT_LOOK)
        .setCategory(ApplicationErrorCategory.BENIGN)
        .build();
  }

  @Override
  public MarkerResults writeMarkers(MarkerRequest request) {
    return Failures.classified(
        beats ->
            new MarkerWriter(transport(request.project()), redactor, rooms.instance().id())
                .show(request.markers()));
  }

  @Override
  public LandingCount recount(
      ProjectSettings project, RepositoryName repository, List<IssueKey> keys) {
    return Failures.classified(
        beats -> {
          List<Landing> landings =
              rooms.open(project, HostRooms.settings(project, repository)).branch().landings();
          int once = 0;
          for (IssueKey key : keys) {
            long found = landings.stream().filter(each -> each.key().equals(key)).count();
            once += found == 1 ? 1 : 0;
          }
          return new LandingCount(once, null);
        });
  }

  @Override
  public HandOffResult handOver(HandOffRequest request) {
    return Failures.classified(
        beats -> new HandOffWriter(transport(request.project()), redactor).handOver(request));
  }

  private GitHubTransport transport(ProjectSettings project) {
    GitHubSettings settings = project.tracker().gitHub();
    if (settings == null) {
      throw Failures.lasting("tracker", "project " + project.project() + " has no GitHub tracker");
    }
    return gitHub.open(settings, tokens.of(settings));
  }
}
