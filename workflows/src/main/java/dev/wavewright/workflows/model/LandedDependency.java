package dev.wavewright.workflows.model;

/**
 * A dependency whose change stands on its integration branch.
 *
 * @param commit the integration branch's tip that contains it
 */
public record LandedDependency(
    IssueKey key, RepositoryName repository, CommitId commit, String title) {}
