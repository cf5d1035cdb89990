package dev.wavewright.workflows.budget;

import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Spend;
import dev.wavewright.workflows.model.WaveId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run of an agent has ended.
 *
 * @param run names it among all of the project; told again it counts once
 * @param wave of its issue, or null
 * @param budgets that its work was planned with: they are in force from now on; null changes none
 */
public record SpendReport(
    String run,
    IssueKey key,
    @Nullable WaveId wave,
    Spend spent,
    @Nullable BudgetSettings budgets) {
  public SpendReport {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(spent, "spent");
  }
}
