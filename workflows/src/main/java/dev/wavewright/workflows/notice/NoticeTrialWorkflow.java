package dev.wavewright.workflows.notice;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** Tries the sinks of a project. */
@WorkflowInterface
public interface NoticeTrialWorkflow {
  /**
   * Sends one test notice to each sink, once, or only tells what keeps it from being sent.
   *
   * @param send false to send nothing
   * @return one result per sink, in order
   */
  @WorkflowMethod(name = "NoticeTrialWorkflow")
  List<NoticeTrial> run(NoticeConfiguration configuration, boolean send);
}
