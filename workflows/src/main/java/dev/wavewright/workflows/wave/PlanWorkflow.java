package dev.wavewright.workflows.wave;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Reads the tracker and the repositories, and answers with a plan or with every refusal. Changes
 * nothing.
 */
@WorkflowInterface
public interface PlanWorkflow {
  @WorkflowMethod(name = "PlanWorkflow")
  PlanReport plan(PlanRequest request);
}
