package dev.wavewright.starter.cli;

import dev.wavewright.workflows.capacity.CapacityView;
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
    return gate.get().waiting().stream()
        .filter(waiting -> waiting.key().equals(status.key()))
        .findFirst()
        .map(waiting -> told(status, waiting))
        .orElse(status);
  }

  private static IssueStatus told(IssueStatus status, Waiting waiting) {
    // What sent it back to its agent stays the first thing said.
    String before = status.detail().isBlank() ? "" : status.detail() + "; ";
    return status.waiting(waiting.why(), before + waiting.reason(), unblock(waiting));
  }

  /** Returns the one action that would end the wait. */
  static String unblock(Waiting waiting) {
    @Nullable PoolName pool = waiting.pool();
    String action = waiting.why().unblock().replace("<ticket>", waiting.ticket().value());
    if (pool == null) {
      return action;
    }
    return waiting.why() == WaitReason.PAUSED
        ? action + " --pool " + pool
        : action.replace("<pool>", pool.value());
  }
}
