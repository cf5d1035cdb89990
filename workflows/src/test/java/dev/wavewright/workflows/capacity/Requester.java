package dev.wavewright.workflows.capacity;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** A workflow that asks, and writes down what it is told, in order. */
@WorkflowInterface
public interface Requester {
  @WorkflowMethod
  void run();

  @SignalMethod(name = "granted")
  void granted(LeaseGrant grant);

  @SignalMethod(name = "refused")
  void refused(LeaseRefusal refusal);

  @SignalMethod
  void finish();

  @QueryMethod
  List<LeaseGrant> grants();

  @QueryMethod
  List<LeaseRefusal> refusals();
}
