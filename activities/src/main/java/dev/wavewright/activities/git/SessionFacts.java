package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.util.Optional;

/**
 * How a session was found on disk.
 *
 * @param worktreePresent whether the worktree is a folder
 * @param repositoryIntact whether the private repository exists and the worktree still names it
 * @param head the worktree's commit; empty if it cannot be told
 * @param headDescendsFromBase whether the head is the base or a descendant of it
 * @param broughtIn the integration tip that was merged into the worktree and that no commit of the
 *     session contains yet
 */
public record SessionFacts(
    boolean worktreePresent,
    boolean repositoryIntact,
    Optional<CommitId> head,
    boolean headDescendsFromBase,
    Optional<CommitId> broughtIn) {}
