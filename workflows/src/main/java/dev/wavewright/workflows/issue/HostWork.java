package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositorySettings;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** How an issue's activities are asked of a host. */
final class HostWork {
  private static final Duration PREPARATION = Duration.ofMinutes(30);
  private static final Duration SHORT_STEP = Duration.ofMinutes(10);

  /** The run's own deadline is the host's; this one only bounds a host that never answers. */
  private static final Duration RUN_MARGIN = Duration.ofDays(1);

  private static final Duration CHECK_MARGIN = Duration.ofMinutes(10);
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** A tracker may ask a host to come again in two hours. */
  private static final Duration LONGEST_REST = Duration.ofHours(3);

  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final int LONGEST_SUMMARY = 180;

  private HostWork() {}

  static IssueActivities preparation(HostId host, IssueKey key) {
    return stub(host, PREPARATION, "prepare " + key);
  }

  static IssueActivities agent(HostId host, Duration run, String summary) {
    return stub(host, run.plus(RUN_MARGIN), summary);
  }

  static IssueActivities check(HostId host, IssueKey key, RepositorySettings repository) {
    return stub(host, repository.checkTimeout().plus(CHECK_MARGIN), "check " + key);
  }

  static IssueActivities shortStep(HostId host, String summary) {
    return stub(host, SHORT_STEP, summary);
  }

  /**
   * Every step beats, so that the loss of its worker shows within {@link #SILENCE} and not only at
   * the step's limit. Retried without limit: what is retried is the loss of a worker. Real failures
   * come back as values, or as failures that are not retried.
   */
  private static IssueActivities stub(HostId host, Duration limit, String summary) {
    return Workflow.newActivityStub(
        IssueActivities.class,
        ActivityOptions.newBuilder()
            .setTaskQueue(host.taskQueue())
            .setStartToCloseTimeout(limit)
            .setHeartbeatTimeout(SILENCE)
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setDisableEagerExecution(true)
            .setRetryOptions(
                RetryOptions.newBuilder()
                    .setInitialInterval(RETRY)
                    .setBackoffCoefficient(1)
                    // The server cuts the time a host asks to wait to this.
                    .setMaximumInterval(LONGEST_REST)
                    .build())
            .setSummary(
                summary.length() <= LONGEST_SUMMARY
                    ? summary
                    : summary.substring(0, LONGEST_SUMMARY))
            .build());
  }

  /** Says in one sentence why an activity failed. */
  static String sentence(RuntimeException failure) {
    Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof ApplicationFailure application) {
        return "the host could not do it: " + application.getOriginalMessage();
      }
      if (cause instanceof TimeoutFailure timeout) {
        return "the host did not answer in time (" + timeout.getTimeoutType() + ")";
      }
      if (cause instanceof CanceledFailure) {
        return "called off";
      }
      cause = cause.getCause();
    }
    return "the host could not do it: " + failure.getClass().getSimpleName();
  }
}
