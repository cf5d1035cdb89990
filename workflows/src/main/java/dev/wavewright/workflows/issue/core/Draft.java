package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.issue.core.IssueProgress.Counts;
import dev.wavewright.workflows.issue.core.IssueProgress.Errand;
import dev.wavewright.workflows.issue.core.IssueProgress.Evidence;
import dev.wavewright.workflows.issue.core.IssueProgress.Holdings;
import dev.wavewright.workflows.issue.core.IssueProgress.Quota;
import dev.wavewright.workflows.issue.core.IssueProgress.Spending;
import dev.wavewright.workflows.issue.core.IssueProgress.Work;
import dev.wavewright.workflows.model.Budget;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Spend;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision in the making: the progress taken apart, and the steps so far. */
final class Draft {
  final IssueTerms terms;
  final List<IssueStep> steps = new ArrayList<>();

  Stage stage;
  Phase phase;
  @Nullable Phase leavingFor;
  boolean retryWanted;

  Errand errand;

  /** Hosts declared lost since the newest ticket was asked for. */
  final List<HostId> lost;

  @Nullable HostId host;
  @Nullable LeaseToken inFlight;
  @Nullable LeaseToken session;
  @Nullable LeaseToken fence;
  @Nullable LeaseToken handedOver;
  boolean sessionUsed;

  @Nullable CommitId base;
  boolean worktree;
  boolean ready;
  @Nullable CommitId commit;
  @Nullable String digest;
  @Nullable String textDigest;
  @Nullable CommitId landed;

  int tickets;
  int approvals;
  int turns;
  int attempts;
  int failures;
  int failuresInTry;
  int checkRounds;
  int reviewRounds;
  int conflictRounds;
  int checkGaps;
  int reviewGaps;

  int quotaEndings;
  int wakes;
  @Nullable Instant goesOn;

  Spend spent;
  @Nullable Budget raised;

  @Nullable WaitReason reason;
  String detail;
  @Nullable Integer exitCode;
  String logTail;
  @Nullable String rescueRef;
  @Nullable String cause;

  Draft(IssueTerms terms, IssueProgress progress) {
    this.terms = terms;
    stage = progress.stage();
    phase = progress.phase();
    leavingFor = progress.leavingFor();
    retryWanted = progress.retryWanted();
    errand = progress.errand();
    lost = new ArrayList<>(progress.lost());
    host = progress.holdings().host();
    inFlight = progress.holdings().inFlight();
    session = progress.holdings().session();
    fence = progress.holdings().fence();
    handedOver = progress.holdings().handedOver();
    sessionUsed = progress.holdings().sessionUsed();
    base = progress.work().base();
    worktree = progress.work().worktree();
    ready = progress.work().ready();
    commit = progress.work().commit();
    digest = progress.work().digest();
    textDigest = progress.work().textDigest();
    landed = progress.work().landed();
    tickets = progress.counts().tickets();
    approvals = progress.counts().approvals();
    turns = progress.counts().turns();
    attempts = progress.counts().attempts();
    failures = progress.counts().failures();
    failuresInTry = progress.counts().failuresInTry();
    checkRounds = progress.counts().checkRounds();
    reviewRounds = progress.counts().reviewRounds();
    conflictRounds = progress.counts().conflictRounds();
    checkGaps = progress.counts().checkGaps();
    reviewGaps = progress.counts().reviewGaps();
    quotaEndings = progress.quota().endings();
    wakes = progress.quota().wakes();
    goesOn = progress.quota().goesOn();
    spent = progress.spending().spent();
    raised = progress.spending().raised();
    reason = progress.evidence().reason();
    detail = progress.evidence().detail();
    exitCode = progress.evidence().exitCode();
    logTail = progress.evidence().logTail();
    rescueRef = progress.evidence().rescueRef();
    cause = progress.evidence().cause();
  }

  boolean leaving() {
    return leavingFor != null;
  }

  void add(IssueStep step) {
    steps.add(step);
  }

  Counts counts() {
    return new Counts(
        tickets,
        approvals,
        turns,
        attempts,
        failures,
        failuresInTry,
        checkRounds,
        reviewRounds,
        conflictRounds,
        checkGaps,
        reviewGaps);
  }

  IssueDecision decision() {
    return new IssueDecision(
        new IssueProgress(
            stage,
            phase,
            errand,
            new Holdings(host, inFlight, session, fence, handedOver, sessionUsed),
            new Work(base, worktree, ready, commit, digest, textDigest, landed),
            counts(),
            new Evidence(reason, detail, exitCode, logTail, rescueRef, cause),
            new Quota(quotaEndings, wakes, goesOn),
            new Spending(spent, raised),
            leavingFor,
            retryWanted,
            lost),
        steps);
  }
}
