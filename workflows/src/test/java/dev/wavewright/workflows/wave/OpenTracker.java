package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.tracker.TrackerState;
import dev.wavewright.workflows.tracker.TrackerStatus;
import dev.wavewright.workflows.tracker.TrackerWorkflow;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.util.List;

/** A tracker that is never done, and tells whose it is. */
public final class OpenTracker implements TrackerWorkflow {
  private final TrackerState state;

  @WorkflowInit
  public OpenTracker(TrackerState state) {
    this.state = state;
  }

  @Override
  public TrackerStatus run(TrackerState first) {
    Workflow.await(() -> false);
    return status();
  }

  @Override
  public TrackerStatus status() {
    return new TrackerStatus(
        state.wave(),
        state.project().repositories().size(),
        0,
        0,
        false,
        state.started(),
        state.project().tracker().kind(),
        false,
        List.of(),
        List.of());
  }
}
