package dev.wavewright.activities.host;

import dev.wavewright.workflows.capacity.CapacityActivities.Holder;
import dev.wavewright.workflows.capacity.CapacityActivities.HolderFact;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells which holders are open, by describing each: workflow state, never visibility. One that has
 * just completed still counts as open: what it left to its wave to give back may be on its way.
 */
public final class HolderFacts {
  private static final Duration LATELY = Duration.ofSeconds(10);

  private final WorkflowClient client;
  private final InstantSource clock;

  public HolderFacts(WorkflowClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
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
      return countsAsOpen(found.getStatus(), found.getCloseTime(), clock.instant())
          && firstRun(found).map(holder.run()::equals).orElse(true);
    } catch (WorkflowNotFoundException e) {
      return false;
    }
  }

  /** A host whose clock is far from the server's takes every closed holder for closed. */
  static boolean countsAsOpen(
      WorkflowExecutionStatus status, @Nullable Instant closed, Instant now) {
    if (status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED) {
      return closed != null && Duration.between(closed, now).abs().compareTo(LATELY) < 0;
    }
    return status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  private static Optional<String> firstRun(WorkflowExecutionDescription found) {
    String first = found.getWorkflowExecutionInfo().getFirstRunId();
    return first.isEmpty() ? Optional.empty() : Optional.of(first);
  }
}
