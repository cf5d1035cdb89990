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
      if (draft.stage == Stage.LEASES && !draft.lost.contains(lost.host())) {
        draft.lost.add(lost.host());
      }
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
        draft.add(new IssueStep.WithdrawMerge(draft.approvals, true));
        goOn(draft, detail);
      }
      case PREPARATION, AGENT, AGENT_END, QUOTA, CHECK -> goOn(draft, detail);
    }
  }

  /**
   * Tells whether the host of this grant was declared lost while the grant was on its way. If it
   * left the gate before, its session lease is lost; if after, the gate has left that lease out.
   */
  static boolean lostMeanwhile(Draft draft, IssueNews.Granted granted) {
    boolean leftOut = draft.errand.sessionAsked() && granted.session() == null;
    return leftOut || (granted.host() != null && draft.lost.contains(granted.host()));
  }

  /**
   * Gives a grant back as a whole. An issue with nothing on the host asks again, and takes the next
   * grant from wherever it comes: a host that is named again has come back.
   */
  static void grantLost(Draft draft) {
    draft.add(new IssueStep.CancelTicket(draft.tickets));
    if (draft.worktree) {
      goOn(draft, "its host was declared lost before its session began");
    } else {
      Moves.requestLeases(draft, false);
    }
  }

  /** Takes in what a merge queue says that heard of the loss first. */
  static void landingLost(Draft draft, String message) {
    goOn(draft, message);
  }

  private static void goOn(Draft draft, String detail) {
    abandon(draft);
    Moves.parkUnlessLeaving(draft, WaitReason.HOST_LOST, detail);
  }

  /**
   * The session lease is freed by the declaration itself. It must not look given back, which would
   * say that its agent is gone; cancelled it drains, should it have been granted by a host that had
   * come back when this was heard.
   */
  private static void abandon(Draft draft) {
    if (draft.session != null) {
      Moves.releaseInFlight(draft);
      draft.add(new IssueStep.CancelTicket(draft.tickets));
    }
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
