package dev.wavewright.starter.cli;

import dev.wavewright.workflows.tracker.TrackerStatus;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Answers as a wave's tracker what a test told it. */
@WorkflowInterface
public interface ToldTracker {
  @WorkflowMethod(name = "ToldTracker")
  void run(TrackerStatus status);

  @SignalMethod
  void tell(TrackerStatus status);

  @QueryMethod
  TrackerStatus status();

  /** Never ends. */
  final class Impl implements ToldTracker {
    private TrackerStatus status;

    @WorkflowInit
    public Impl(TrackerStatus status) {
      this.status = status;
    }

    @Override
    public void run(TrackerStatus first) {
      Workflow.await(() -> false);
    }

    @Override
    public void tell(TrackerStatus next) {
      status = next;
    }

    @Override
    public TrackerStatus status() {
      return status;
    }
  }
}
