package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.delivery.Deliveries;
import dev.wavewright.workflows.merge.MergeQueueState;
import dev.wavewright.workflows.merge.MergeQueueWorkflow;
import dev.wavewright.workflows.merge.MergeRequest;
import dev.wavewright.workflows.merge.MergeWithdrawal;
import dev.wavewright.workflows.model.RepositoryName;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import org.slf4j.Logger;

/** The way from an issue to its repository's merge queue, which is started if it ended. */
final class LandingLine {
  private static final Logger logger = Workflow.getLogger(LandingLine.class);

  private final RepositoryName repository;

  LandingLine(RepositoryName repository) {
    this.repository = repository;
  }

  /** Returns what a requester is told that finds no queue. */
  String absent() {
    return MergeQueueWorkflow.id(repository)
        + " is not running and could not be started; wavewright up";
  }

  /** Returns false if there is no queue even after a try to start it. */
  boolean enqueue(MergeRequest request) {
    if (Deliveries.deliver("request to land", () -> queue().enqueue(request))) {
      return true;
    }
    start();
    return Deliveries.deliver("request to land", () -> queue().enqueue(request));
  }

  /** Returns false if there is no queue. */
  boolean withdraw(MergeWithdrawal withdrawal) {
    return Deliveries.deliver("withdrawal", () -> queue().withdraw(withdrawal));
  }

  /**
   * A workflow cannot signal with start; a child that outlives it comes to the same, and one that
   * somebody else started meanwhile is as good.
   */
  private void start() {
    MergeQueueWorkflow queue =
        Workflow.newChildWorkflowStub(
            MergeQueueWorkflow.class,
            ChildWorkflowOptions.newBuilder()
                .setWorkflowId(MergeQueueWorkflow.id(repository))
                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                .setStaticSummary("merge queue of " + repository)
                .build());
    Async.procedure(queue::run, MergeQueueState.initial(repository));
    try {
      Workflow.getWorkflowExecution(queue).get();
    } catch (ChildWorkflowFailure startedMeanwhile) {
      logger.info("The merge queue was started meanwhile");
    }
  }

  private MergeQueueWorkflow queue() {
    return Workflow.newExternalWorkflowStub(
        MergeQueueWorkflow.class, MergeQueueWorkflow.id(repository));
  }
}
