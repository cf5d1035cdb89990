package dev.wavewright.activities.host;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;

/**
 * What a session folder says of itself.
 *
 * @param base the integration tip its worktree was made at
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record SessionRecord(
    IssueKey key,
    SessionId session,
    String project,
    RepositorySettings repository,
    String title,
    CommitId base) {}
