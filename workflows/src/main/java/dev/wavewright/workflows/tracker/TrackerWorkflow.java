package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.model.WaveId;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Keeps what a wave's issues show at the tracker up to date, and hands over what landed. It only
 * looks at the wave: however slow the tracker is, no issue waits for it.
 */
@WorkflowInterface
public interface TrackerWorkflow {
  /** Runs until the wave is over and everything is written; returns how that ended. */
  @WorkflowMethod(name = "TrackerWorkflow")
  TrackerStatus run(TrackerState state);

  @QueryMethod(description = "What is written, what is not, and the hand-offs")
  TrackerStatus status();

  /** Returns the id of the workflow that serves a wave. */
  static String id(WaveId wave) {
    return "tracker/" + wave;
  }
}
