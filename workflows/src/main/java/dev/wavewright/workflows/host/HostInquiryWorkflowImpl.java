package dev.wavewright.workflows.host;

import dev.wavewright.workflows.model.HostId;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Locale;

/** One activity on the host's queue; an absent host ends the inquiry instead of holding it. */
public final class HostInquiryWorkflowImpl implements HostInquiryWorkflow {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  @Override
  public HostAnswer ask(HostId host, HostQuestion question) {
    String subject = question.subject().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Workflow.newActivityStub(
            HostActivities.class,
            ActivityOptions.newBuilder()
                .setTaskQueue(host.taskQueue())
                .setStartToCloseTimeout(LONGEST_ANSWER)
                .setScheduleToCloseTimeout(LONGEST_WAIT)
                .setDisableEagerExecution(true)
                .setSummary("look at " + subject)
                .build())
        .answer(question);
  }
}
