package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.model.WaitReason;

/**
 * Takes in that the issue's host does not come back. What it had of the issue is lost with it, but
 * for what landed or was collected before: nothing is awaited from it, saved or cleaned up, and a
 * retry begins on another host.
 */
final class LostHost {
  private LostHost() {}

  static void takeIn(Draft draft, IssueNews.HostLost lost) {
    if (!lost.host().equals(draft.host)) {
      return;
    }
    String detail = "its host " + lost.host() + " was declared lost by " + lost.by();
    switch (draft.stage) {
      case NEW, NOTHING -> {}
      case RETIREMENT -> {
        abandon(draft);
        draft.detail = "the worktree stayed on host " + lost.host() + ", which was declared lost";
        Moves.finish(draft);
      }
      case PERSON -> {
        abandon(draft);
        draft.detail = draft.detail + "; " + detail;
      }
      case RESCUE -> {
        abandon(draft);
        draft.detail = draft.detail + "; " + detail;
        Moves.parked(draft);
      }
      case LEASES -> {
        draft.add(new IssueStep.CancelTicket(draft.tickets));
        goOn(draft, detail);
      }
      case MERGE_TURN, LANDING -> {
        draft.add(new IssueStep.WithdrawMerge(draft.approvals));
        goOn(draft, detail);
      }
      case PREPARATION, AGENT, AGENT_END, CHECK -> goOn(draft, detail);
    }
  }

  private static void goOn(Draft draft, String detail) {
    abandon(draft);
    Moves.parkUnlessLeaving(draft, WaitReason.HOST_LOST, detail);
  }

  /** The session lease is freed by the declaration itself: it must not look given back. */
  private static void abandon(Draft draft) {
    draft.add(new IssueStep.AbandonHost());
    draft.host = null;
    draft.session = null;
    draft.sessionUsed = false;
    draft.worktree = false;
    draft.ready = false;
    draft.base = null;
    draft.commit = null;
    draft.digest = null;
    draft.cause = null;
  }
}
