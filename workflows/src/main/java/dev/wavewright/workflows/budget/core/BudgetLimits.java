package dev.wavewright.workflows.budget.core;

import dev.wavewright.workflows.model.Budget;
import org.jspecify.annotations.Nullable;

/** The configured budgets; null for none. */
public record BudgetLimits(
    @Nullable Budget wave, @Nullable Budget day, @Nullable Budget sinceAccepted) {
  public static final BudgetLimits NONE = new BudgetLimits(null, null, null);
}
