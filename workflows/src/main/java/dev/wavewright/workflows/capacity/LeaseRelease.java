package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import java.util.Objects;

/** Gives back the lease with exactly this token. */
public record LeaseRelease(IssueKey key, LeaseKind kind, LeaseToken token) {
  public LeaseRelease {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(token, "token");
  }
}
