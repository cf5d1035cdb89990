package dev.wavewright.workflows.notice;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** How notices call their activities. */
final class NoticeStubs {
  /** A look beats from a timer: one that is silent for so long has lost its worker. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

  /** A sink has its own, shorter limit; after this the worker is lost. */
  private static final Duration LONGEST_SENDING = Duration.ofSeconds(45);

  private NoticeStubs() {}

  static NoticeActivities eyes() {
    return Workflow.newActivityStub(
        NoticeActivities.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(LONGEST_LOOK)
            .setHeartbeatTimeout(SILENCE)
            .setRetryOptions(
                RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(2))
                    .setMaximumInterval(Duration.ofSeconds(30))
                    .build())
            .setSummary("look for news of the project")
            .build());
  }

  /** The outbox decides whether and when it is tried again. */
  static NoticeActivities mouth(String summary) {
    return Workflow.newActivityStub(
        NoticeActivities.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(LONGEST_SENDING)
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .setSummary(summary)
            .build());
  }
}
