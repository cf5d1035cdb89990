package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import org.jspecify.annotations.Nullable;

/** Statuses of issues in which only the phase and the landing matter. */
final class FakeStatus {
  private FakeStatus() {}

  static IssueStatus of(
      IssueKey key, RepositoryName repository, Phase phase, @Nullable CommitId commit) {
    return new IssueStatus(
        key,
        "title",
        repository,
        phase,
        null,
        "",
        "",
        1,
        0,
        0,
        0,
        null,
        null,
        "scripted",
        null,
        null,
        "",
        null,
        commit == null ? null : new IssueStatus.Landed(repository, "agent/main", commit),
        new IssueStatus.Times(null, null, null),
        null);
  }
}
