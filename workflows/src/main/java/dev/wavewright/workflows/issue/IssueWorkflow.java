package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.LeaseGrant;
import dev.wavewright.workflows.capacity.LeaseRefusal;
import dev.wavewright.workflows.merge.MergeOutcome;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Drives one issue. Open while the issue is not final; a parked issue waits here for a person. */
@WorkflowInterface
public interface IssueWorkflow {
  /** Returns the final status. */
  @WorkflowMethod(name = "IssueWorkflow")
  IssueStatus run(IssueInput input);

  @SignalMethod(name = "granted", description = "Leases were granted")
  void granted(LeaseGrant grant);

  @SignalMethod(name = "refused", description = "The lease request ended without a grant")
  void refused(LeaseRefusal refusal);

  @SignalMethod(name = "mergeStarted", description = "The landing began")
  void mergeStarted(String ticket);

  @SignalMethod(name = "mergeEnded", description = "The landing ended")
  void mergeEnded(MergeOutcome outcome);

  /**
   * Starts a parked issue again, with fresh rounds and attempts, or has one that waits for quota go
   * on now. Otherwise ignored.
   */
  @SignalMethod(description = "Try a parked issue again, or ask again now")
  void retry(String by);

  /** Ends an issue that is parked or waits for quota as skipped. Otherwise ignored. */
  @SignalMethod(description = "Give a parked issue up")
  void skip(String by);

  /** Ends the issue at any phase: the agent's process tree goes, the work stays on a rescue ref. */
  @SignalMethod(description = "Cancel at any phase")
  void cancel(String by);

  /**
   * Tells that a host does not come back. An issue on it is parked at once, with nothing saved: a
   * retry begins anew on another host. Any other ignores it. The gate is told first.
   */
  @SignalMethod(description = "A host was declared lost")
  void hostLost(HostLoss loss);

  @QueryMethod(description = "Phase, reason, attempts, evidence")
  IssueStatus status();
}
