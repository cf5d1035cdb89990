package dev.wavewright.workflows.notice;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Tells people what happens to the work of one project. It only looks: nothing waits for it, and
 * whatever a sink does, no work is held up or lost.
 */
@WorkflowInterface
public interface NoticeWorkflow {
  /** Runs until a configuration without sinks comes, continuing as new. */
  @WorkflowMethod(name = "NoticeWorkflow")
  void run(NoticeState state);

  /** Says where notices go; the same again changes nothing, none ends it. */
  @SignalMethod(description = "Say where notices go")
  void configure(NoticeConfiguration configuration);

  @QueryMethod(description = "Each sink: what it got, what waits, what failed")
  NoticeStatus status();

  /** Returns the id of the workflow of a project. */
  static String id(String project) {
    return "notices/" + project;
  }
}
