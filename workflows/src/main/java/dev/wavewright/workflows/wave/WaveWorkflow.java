package dev.wavewright.workflows.wave;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Drives one wave over a frozen plan. */
@WorkflowInterface
public interface WaveWorkflow {
  /** Returns the final status. */
  @WorkflowMethod(name = "WaveWorkflow")
  WaveStatus run(WaveState state);

  /** An issue changed for good or for now; sent by the issue itself, may come more than once. */
  @SignalMethod(description = "An issue ended, parked, or goes on")
  void report(IssueReport report);

  /** Cancels every issue that is not final; the wave ends when they have ended. */
  @SignalMethod(description = "Cancel the wave")
  void cancel(String by);

  /**
   * Ends an issue that no workflow drives as skipped: not started, held, or its workflow is gone.
   */
  @SignalMethod(description = "Skip a waiting or held issue")
  void skip(String key);

  /**
   * Starts a parked issue again whose workflow is gone or could not be started. One whose workflow
   * is open takes {@code retry} itself.
   */
  @SignalMethod(description = "Start a parked issue again whose workflow is gone")
  void retry(String key);

  @QueryMethod(description = "Phase and issues")
  WaveStatus status();
}
