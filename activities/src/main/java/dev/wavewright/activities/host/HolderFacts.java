package dev.wavewright.activities.host;

import dev.wavewright.workflows.capacity.CapacityActivities.Holder;
import dev.wavewright.workflows.capacity.CapacityActivities.HolderFact;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import java.util.List;
import java.util.Optional;

/** Tells which holders are open, by describing each: workflow state, never visibility. */
public final class HolderFacts {
  private final WorkflowClient client;

  public HolderFacts(WorkflowClient client) {
    this.client = client;
  }

  /** Returns one fact for each holder, in order. Throws when the server cannot be asked. */
  public List<HolderFact> describe(List<Holder> holders) {
    return holders.stream().map(holder -> new HolderFact(holder, isOpen(holder))).toList();
  }

  private boolean isOpen(Holder holder) {
    try {
      WorkflowExecutionDescription found =
          client.newUntypedWorkflowStub(holder.workflow()).describe();
      // A later chain of runs under the same id is another holder.
      return found.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
          && firstRun(found).map(holder.run()::equals).orElse(true);
    } catch (WorkflowNotFoundException e) {
      return false;
    }
  }

  private static Optional<String> firstRun(WorkflowExecutionDescription found) {
    String first = found.getWorkflowExecutionInfo().getFirstRunId();
    return first.isEmpty() ? Optional.empty() : Optional.of(first);
  }
}
