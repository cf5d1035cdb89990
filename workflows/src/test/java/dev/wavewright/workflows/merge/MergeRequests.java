package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
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
    return new MergeRequest(
        ticket,
        key,
        holder,
        HOST,
        "demo",
        "/projects/demo",
        null,
        new RepositorySettings(
            repository,
            "/repositories/" + repository.folder(),
            "main",
            "agent/main",
            1,
            List.of(),
            List.of(),
            List.of("./check"),
            Duration.ofMinutes(10)),
        new SessionId(key.folder()),
        "Title of " + key,
        commit(900_000 + key.number()),
        commit(1),
        verdict,
        null,
        List.of(),
        1);
  }
}
