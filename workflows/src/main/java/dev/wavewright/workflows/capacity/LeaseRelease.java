package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;

/** Gives back the lease with exactly this token. */
public record LeaseRelease(IssueKey key, LeaseKind kind, LeaseToken token) {}
