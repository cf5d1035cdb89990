package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An approved change that wants to land.
 *
 * @param ticket the idempotency key: one per approval, {@code <key>/merge/<n>}
 * @param holder workflow id that receives {@link MergeClient}'s messages
 * @param host where the repository's hub and the session's commit are
 * @param project the project as frozen when the issue was planned
 * @param repository the one it lands in
 * @param commit the approved commit, pinned in the hub
 * @param base the commit the session started from
 * @param verdict digest of the green verdict the issue's own check gave; null for none
 * @param inFlight token of the in-flight lease, released by the landing itself; null if its holder
 *     sees to that
 * @param dependencies landed dependencies in other repositories, given to the check
 * @param attempt 1 plus the agent runs that failed, for the trailer
 */
public record MergeRequest(
    String ticket,
    IssueKey key,
    String holder,
    HostId host,
    ProjectSettings project,
    RepositorySettings repository,
    SessionId session,
    String title,
    CommitId commit,
    CommitId base,
    @Nullable String verdict,
    @Nullable LeaseToken inFlight,
    List<LandedDependency> dependencies,
    int attempt) {
  public MergeRequest {
    dependencies = List.copyOf(dependencies);
  }
}
