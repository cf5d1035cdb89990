package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.testing.DeliberateFaults;
import dev.wavewright.workflows.testing.Mutant;
import java.util.List;

class IssueMutantsTest extends DeliberateFaults {
  private static final String CORE = "dev/wavewright/workflows/issue/core/";
  private static final String MACHINE = CORE + "IssueMachine.java";
  private static final String MOVES = CORE + "Moves.java";
  private static final String LOST = CORE + "LostHost.java";
  private static final String QUOTA = CORE + "QuotaWait.java";

  /** The random scripts, fewer of them. */
  public static final class Scripts implements Runnable {
    @Override
    public void run() {
      IssueScript.run(1, 1_000);
    }
  }

  IssueMutantsTest() {
    super(
        "issue",
        Scripts.class,
        new Mutant("another wording", MACHINE, "the agent stalled", "the agent stood still"),
        List.of(
            new Mutant(
                "a grant of an older ticket is taken",
                MACHINE,
                " || granted.ticket() != draft.tickets",
                ""),
            new Mutant(
                "a landing of an older approval ends the issue",
                MACHINE,
                "!inLine || ended.approval() != draft.approvals",
                "!inLine"),
            new Mutant(
                "C9: a cancel in the queue leaves its ticket there",
                MACHINE,
                "      draft.add(new IssueStep.CancelTicket(draft.tickets));\n",
                ""),
            new Mutant(
                "M1: an agent's commit is handed to the queue without a check",
                MACHINE,
                "draft.commit = ended.commit();\n      draft.checkGaps = 0;\n      Moves.check(draft);",
                "draft.commit = ended.commit();\n      Moves.enqueue(draft);"),
            new Mutant(
                "M1: a red check counts as green",
                MACHINE,
                "Moves.repairCheck(draft, checked.logTail(), checked.message());",
                "Moves.enqueue(draft);"),
            new Mutant(
                "M12: a check that gives no verdict twice counts as green",
                MACHINE,
                "Moves.park(draft, WaitReason.CHECK_GAVE_NO_VERDICT, checked.message());",
                "Moves.enqueue(draft);"),
            new Mutant(
                "a reviewer that failed may approve",
                MACHINE,
                "ended.ending() == Ending.FINISHED ? ended.review() : Opinion.NO_VERDICT",
                "ended.review()"),
            new Mutant(
                "two reviews without a verdict are an approval",
                MACHINE,
                "Moves.park(draft, WaitReason.REVIEW_NOT_APPROVED, \"no verdict: \""
                    + " + endingText(ended));",
                "Moves.enqueue(draft);"),
            new Mutant(
                "S1: the lease of a run that failed unseen is freed before its agent is stopped",
                MACHINE,
                """
                draft.stage = Stage.AGENT_END;
                          draft.cause = message;
                          draft.add(new IssueStep.StopAgent());""",
                "Moves.park(draft, WaitReason.INTERNAL_ERROR, message);"),
            new Mutant(
                "R2: a cancel removes the worktree under a running check",
                MACHINE,
                "case PREPARATION, CHECK -> draft.add(new IssueStep.CallOff(Duration.ZERO));",
                "case PREPARATION, CHECK -> Moves.windDown(draft);"),
            new Mutant(
                "R5: the lease that a landing released is released again",
                MACHINE,
                "draft.inFlight = draft.terms.hasDependents() ? draft.inFlight : null;\n        Moves.landed(draft, ended.commit());",
                "Moves.landed(draft, ended.commit());"),
            new Mutant(
                "C7: a landed issue frees its place before its dependents are in line",
                MOVES,
                "      draft.handedOver = draft.inFlight;\n      draft.inFlight = null;\n",
                ""),
            new Mutant(
                "C7: the landing frees the place that the wave is to give back",
                MOVES,
                "draft.terms.hasDependents() ? null : draft.inFlight",
                "draft.inFlight"),
            new Mutant(
                "R5: the lease left to a wave that is gone stays held",
                MACHINE,
                "      Moves.releaseHandedOver(draft);\n",
                ""),
            new Mutant(
                "R5: a parked issue keeps its place in flight",
                MOVES,
                "releaseInFlight(draft);\n    releaseUnusedSession(draft);\n    if",
                "releaseUnusedSession(draft);\n    if"),
            new Mutant(
                "R3: a person is told before the work is saved",
                MOVES,
                "if (draft.worktree) {\n      draft.stage = Stage.RESCUE;",
                "if (draft.worktree && draft.leaving()) {\n      draft.stage = Stage.RESCUE;"),
            new Mutant(
                "a retry asked for during the rescue is lost",
                MACHINE,
                "draft.retryWanted = true;",
                "draft.retryWanted = false;"),
            new Mutant(
                "rounds for a red check are not counted",
                MOVES,
                "      draft.checkRounds++;\n",
                ""),
            new Mutant(
                "one attempt more than allowed",
                MOVES,
                "draft.failuresInTry >= draft.terms.limits().attempts()",
                "draft.failuresInTry > draft.terms.limits().attempts()"),
            new Mutant(
                "one conflict round more than allowed",
                MOVES,
                "draft.conflictRounds >= limits(draft).conflictRounds()",
                "draft.conflictRounds > limits(draft).conflictRounds()"),
            new Mutant(
                "an issue ends and its worktree stays",
                MOVES,
                "if (draft.worktree) {\n      draft.stage = Stage.RETIREMENT;",
                "if (draft.worktree && draft.commit != null) {\n      draft.stage = Stage.RETIREMENT;"),
            new Mutant(
                "L2: the work on a lost host is to be saved there",
                LOST,
                "    draft.worktree = false;\n",
                ""),
            new Mutant(
                "L2: a lost session lease looks given back",
                LOST,
                "    draft.session = null;\n",
                ""),
            new Mutant(
                "L2: a session of a host that came back is kept by nobody",
                LOST,
                "    if (draft.session != null) {",
                "    if (draft.session != null && draft.leaving()) {"),
            new Mutant(
                "L2: a grant without the session that was asked for is taken",
                LOST,
                "return leftOut || (granted.host()",
                "return (granted.host()"),
            new Mutant(
                "L2: a grant that left before its host was lost is taken",
                LOST,
                "return leftOut || (granted.host() != null && draft.lost.contains(granted.host()));",
                "return leftOut;"),
            new Mutant(
                "L2: what else a lost grant gave is kept",
                LOST,
                "    draft.add(new IssueStep.CancelTicket(draft.tickets));\n    if (draft.worktree) {",
                "    if (draft.worktree) {"),
            new Mutant(
                "L2: the work of a landing that was lost with its host is still there",
                MACHINE,
                "case HOST_LOST -> LostHost.landingLost(draft, message);",
                "case HOST_LOST -> Moves.park(draft, WaitReason.HOST_LOST, message);"),
            new Mutant(
                "quota: an attempt is counted",
                QUOTA,
                "draft.quotaEndings++;",
                "draft.quotaEndings++;\n    draft.failures++;\n    draft.failuresInTry++;"),
            new Mutant(
                "quota: it keeps its place for as long as it waits",
                QUOTA,
                "    Moves.releaseInFlight(draft);\n",
                ""),
            new Mutant(
                "quota: it goes on at an older time",
                QUOTA,
                " || woken.number() != draft.wakes",
                ""),
            new Mutant(
                "quota: it goes on at the very reset",
                QUOTA,
                "out.resetsAt().plus(AFTER_RESET)",
                "out.resetsAt()"),
            new Mutant(
                "quota: every wait without a known reset is the first",
                QUOTA,
                "Math.min(endings, BLIND.size()) - 1",
                "0"),
            new Mutant(
                "quota: it goes on by itself although that is switched off",
                QUOTA,
                "draft.terms.autoResume() ? goesOn(out, draft.quotaEndings) : null",
                "goesOn(out, draft.quotaEndings)"),
            new Mutant(
                "CAP-9: what expired is left without asking",
                MOVES,
                "case ASK -> park(draft, WaitReason.EXPIRED, detail);",
                "case ASK -> leave(draft, Phase.EXPIRED, detail);"),
            new Mutant(
                "CAP-9: what is to be queued again is left",
                MOVES,
                "case RETRY -> requestLeases(draft, true);",
                "case RETRY -> leave(draft, Phase.EXPIRED, detail);"),
            new Mutant(
                "the wave is not told that an issue was cancelled",
                MOVES,
                "if (!told) {",
                "if (!told && finalPhase != Phase.CANCELLED) {")));
  }
}
