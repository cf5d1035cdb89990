package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.Gate;
import dev.wavewright.workflows.budget.BudgetWorkflow;
import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.WaitReason;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Why issues wait for a place: an issue itself knows only that it asked for one, the gate knows
 * what keeps it waiting.
 */
final class Waits {
  private Waits() {}

  /** Tells whether the gate knows more of why it waits. */
  static boolean asksTheGate(IssueStatus status) {
    return status.reason() == WaitReason.BEHIND_IN_QUEUE;
  }

  /**
   * Returns the status with the gate's reason, if the issue waits for the gate.
   *
   * @param gate asked only then
   */
  static IssueStatus told(IssueStatus status, Supplier<CapacityView> gate) {
    if (!asksTheGate(status)) {
      return status;
    }
    CapacityView view = gate.get();
    return view.waiting().stream()
        .filter(waiting -> waiting.key().equals(status.key()))
        .findFirst()
        .map(waiting -> told(status, waiting, view))
        .orElse(status);
  }

  private static IssueStatus told(IssueStatus status, Waiting waiting, CapacityView view) {
    // What sent it back to its agent stays the first thing said.
    String before = status.detail().isBlank() ? "" : status.detail() + "; ";
    return status.waiting(waiting.why(), before + waiting.reason(), unblock(waiting, view));
  }

  /** Returns the one action that would end the wait. */
  static String unblock(Waiting waiting, CapacityView view) {
    String action = waiting.why().unblock().replace("<ticket>", waiting.ticket().value());
    @Nullable PoolName pool = waiting.pool();
    if (waiting.why() == WaitReason.PAUSED) {
      return pool == null ? action : action + " --pool " + pool;
    }
    if (waiting.why() != WaitReason.POOL_FULL) {
      return action;
    }
    if (pool == null) {
      return "wait, or look at the caps: wavewright capacity";
    }
    @Nullable PoolView seen = Gate.pool(view, pool).orElse(null);
    if (seen == null || (pool.host().isPresent() && seen.configured() == 0)) {
      return "wait, or add a worker: wavewright worker";
    }
    if (BudgetWorkflow.BY.equals(seen.loweredBy()) && !seen.byHand()) {
      return "wait, or see what may be spent and raise it: wavewright budget";
    }
    String lever =
        seen.effective() < seen.configured()
            ? CapSteering.Action.STEP_UP.word()
            : CapSteering.Action.SET.word() + " " + (seen.effective() + 1);
    return action.replace("<lever>", lever).replace("<pool>", pool.value());
  }
}
