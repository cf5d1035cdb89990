package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.model.RepositoryName;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * The merge queue of one repository. Requests are made by signal-with-start, so a queue that ended
 * when idle comes back by itself.
 */
@WorkflowInterface
public interface MergeQueueWorkflow {
  static String id(RepositoryName repository) {
    return "merge/" + repository.value();
  }

  @WorkflowMethod(name = "MergeQueueWorkflow")
  void run(MergeQueueState state);

  /**
   * Puts an approved commit in line. Repeating it changes nothing; if it landed, the answer is sent
   * again.
   */
  @SignalMethod(description = "Put an approved commit in line")
  void enqueue(MergeRequest request);

  /**
   * Takes an issue out of the line; one whose landing has begun is landed or refused, and says so,
   * unless it is withdrawn because its host is lost.
   */
  @SignalMethod(description = "Take an issue out of the line")
  void withdraw(MergeWithdrawal withdrawal);

  /** Opens a branch that closed itself after a content mismatch. */
  @SignalMethod(description = "Open a branch that closed itself")
  void reopen(String by);

  /**
   * Tells that a host does not come back: who is in line with a change on it is answered {@code
   * HOST_LOST}, a landing under way included. Whether that had reached the url is seen when the
   * issue is prepared again. Says nothing about what comes later: a host may be back by then.
   */
  @SignalMethod(description = "A host was declared lost")
  void hostLost(HostLoss loss);

  @QueryMethod(description = "Head, waiting, last landings")
  MergeQueueView view();
}
