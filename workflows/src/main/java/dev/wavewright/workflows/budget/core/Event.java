package dev.wavewright.workflows.budget.core;

import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import org.jspecify.annotations.Nullable;

/** What comes in. */
public sealed interface Event {
  /**
   * A run ended.
   *
   * @param run names it among all
   * @param wave of its issue, or null
   */
  record Spent(String run, String key, @Nullable String wave, Spend spent) implements Event {}

  /** A change passed its last gate before the merge queue. */
  record Accepted(String change, String key) implements Event {}

  /**
   * A person lets more be spent.
   *
   * @param more null for the configured amount
   */
  record Raised(Scope scope, @Nullable Budget more, String by) implements Event {}

  /** The budgets of the newest configuration. */
  record Configured(BudgetLimits limits) implements Event {}
}
