package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.issue.IssueInput;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;

/** What a test tells and asks an issue without an agent. */
@WorkflowInterface
public interface IssueOrders {
  @SignalMethod
  void land();

  @SignalMethod
  void park();

  /** Ends the workflow with a failure, without a word to its wave. */
  @SignalMethod
  void vanish();

  @QueryMethod
  boolean working();

  @QueryMethod
  IssueInput input();
}
