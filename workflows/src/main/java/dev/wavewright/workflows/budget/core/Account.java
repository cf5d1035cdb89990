package dev.wavewright.workflows.budget.core;

import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import org.jspecify.annotations.Nullable;

/**
 * What is spent in one respect.
 *
 * @param raised what may be spent since a person raised it, or null for the configured budget
 */
public record Account(Spend spent, @Nullable Budget raised) {
  public static final Account EMPTY = new Account(Spend.NONE, null);

  /** Returns the budget in force; null for none. */
  public @Nullable Budget inForce(@Nullable Budget configured) {
    return Budget.inForce(configured, raised);
  }

  /** Returns how it stands; without a budget all is well. */
  public Budget.State state(@Nullable Budget configured) {
    Budget budget = inForce(configured);
    return budget == null ? Budget.State.OK : budget.state(spent);
  }

  Account plus(Spend more) {
    return new Account(spent.plus(more), raised);
  }
}
