package dev.wavewright.workflows.merge;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;

/** What a workflow that asked for a landing receives; may come more than once. */
@WorkflowInterface
public interface MergeClient {
  @SignalMethod(name = "mergeEnded", description = "The landing ended")
  void mergeEnded(MergeOutcome outcome);

  /** The landing of this issue has begun. */
  @SignalMethod(name = "mergeStarted", description = "The landing began")
  void mergeStarted(String ticket);
}
