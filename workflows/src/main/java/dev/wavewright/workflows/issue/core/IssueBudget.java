package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.Spend;
import dev.wavewright.workflows.model.WaitReason;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the runs of an issue used, reviews too, and begins no run once its budget is spent. A
 * run that goes on is never ended for it.
 */
final class IssueBudget {
  private IssueBudget() {}

  /** Counts whatever the issue waits for now: what is spent is spent. */
  static void count(Draft draft, Spend spent) {
    draft.spent = draft.spent.plus(spent);
  }

  /** Tells whether no further run may begin. */
  static boolean isSpent(Draft draft) {
    Budget budget = inForce(draft);
    return budget != null && budget.state(draft.spent) == Budget.State.HELD;
  }

  static void park(Draft draft) {
    Budget budget = inForce(draft);
    String spent = budget == null ? draft.spent.inWords() : budget.inWords(draft.spent);
    Moves.park(draft, WaitReason.BUDGET_SPENT, "spent " + spent);
  }

  /** A person has it go on: the same amount once more, from what is spent by now. */
  static void grantOnceMore(Draft draft) {
    Budget budget = inForce(draft);
    Budget configured = draft.terms.budget();
    if (budget != null && configured != null) {
      draft.raised = budget.raised(draft.spent, configured);
    }
  }

  private static @Nullable Budget inForce(Draft draft) {
    return Budget.inForce(draft.terms.budget(), draft.raised);
  }
}
