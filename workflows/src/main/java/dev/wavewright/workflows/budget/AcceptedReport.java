package dev.wavewright.workflows.budget;

import dev.wavewright.workflows.model.IssueKey;
import java.util.Objects;

/**
 * A change has passed its last gate before the merge queue.
 *
 * @param change names it among all of the project; told again it counts once
 */
public record AcceptedReport(String change, IssueKey key) {
  public AcceptedReport {
    Objects.requireNonNull(change, "change");
    Objects.requireNonNull(key, "key");
  }
}
