package dev.wavewright.workflows.capacity;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;

/** What a workflow that asks for leases receives. Both messages may come more than once. */
@WorkflowInterface
public interface LeaseClient {
  @SignalMethod(name = "granted", description = "Leases were granted")
  void granted(LeaseGrant grant);

  @SignalMethod(name = "refused", description = "The request ended without a grant")
  void refused(LeaseRefusal refusal);
}
