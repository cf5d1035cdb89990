package dev.wavewright.workflows.host;

import dev.wavewright.workflows.model.HostId;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Carries one question to a host and its answer back; a short-lived workflow per question. */
@WorkflowInterface
public interface HostInquiryWorkflow {
  @WorkflowMethod(name = "HostInquiryWorkflow")
  HostAnswer ask(HostId host, HostQuestion question);
}
