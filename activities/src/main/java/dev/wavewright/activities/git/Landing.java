package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;

/** An issue's landing, as the integration branch's first-parent line records it. */
public record Landing(IssueKey key, CommitId commit, String title) {}
