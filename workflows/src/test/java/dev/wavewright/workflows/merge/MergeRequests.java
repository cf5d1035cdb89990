package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import dev.wavewright.workflows.model.TrackerSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds requests as an issue's workflow would send them. */
final class MergeRequests {
  static final RepositoryName REPOSITORY = new RepositoryName("acme/api");
  static final HostId HOST = new HostId("host-a");

  private MergeRequests() {}

  static CommitId commit(long number) {
    return new CommitId("%040x".formatted(number));
  }

  static MergeRequest request(
      String ticket, IssueKey key, String holder, @Nullable String verdict) {
    return request(REPOSITORY, ticket, key, holder, verdict);
  }

  static MergeRequest request(
      RepositoryName repository,
      String ticket,
      IssueKey key,
      String holder,
      @Nullable String verdict) {
    return request(repository, ticket, key, holder, HOST, verdict);
  }

  static MergeRequest request(
      RepositoryName repository,
      String ticket,
      IssueKey key,
      String holder,
      HostId host,
      @Nullable String verdict) {
    RepositorySettings settings =
        new RepositorySettings(
            repository,
            "/repositories/" + repository.folder(),
            "main",
            "agent/main",
            1,
            List.of(),
            List.of(),
            List.of("./check"),
            Duration.ofMinutes(10));
    return new MergeRequest(
        ticket,
        key,
        holder,
        host,
        project(settings),
        settings,
        new SessionId(key.folder()),
        "Title of " + key,
        commit(900_000 + key.number()),
        commit(1),
        verdict,
        null,
        List.of(),
        1);
  }

  private static ProjectSettings project(RepositorySettings repository) {
    return new ProjectSettings(
        "demo",
        "/projects/demo",
        null,
        List.of(repository),
        TrackerSettings.files("/projects/demo/issues"),
        List.of(
            new AgentSettings(
                "scripted",
                AgentBackend.SCRIPTED,
                List.of(),
                List.of(),
                List.of(),
                null,
                "main",
                List.of())),
        null,
        0,
        List.of(),
        Limits.DEFAULT);
  }
}
