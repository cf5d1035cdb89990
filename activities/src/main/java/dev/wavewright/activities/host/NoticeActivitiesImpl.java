package dev.wavewright.activities.host;

import dev.wavewright.activities.notification.Sinks;
import dev.wavewright.workflows.notice.NoticeActivities;
import dev.wavewright.workflows.notice.core.Sighting;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/** The eyes of notices are the workflows' own words, their mouth the sinks. */
public final class NoticeActivitiesImpl implements NoticeActivities {
  private static final Duration NEXT_LOOK = Duration.ofSeconds(5);

  private final NoticeLooks looks;
  private final Sinks sinks;

  public NoticeActivitiesImpl(NoticeLooks looks, Sinks sinks) {
    this.looks = looks;
    this.sinks = sinks;
  }

  @Override
  public News awaitNews(Look look) {
    return Failures.classified(
        beats -> {
          Sighting sighting;
          try {
            sighting = looks.look(look);
          } catch (WorkflowException | StatusRuntimeException e) {
            throw Failures.passing(
                "look", "Temporal could not be asked: " + e.getClass().getSimpleName(), NEXT_LOOK);
          }
          return look.news(sighting).orElseThrow(NoticeActivitiesImpl::nothingNew);
        });
  }

  /** No fault: the same look is made again, and nothing is logged. */
  private static ApplicationFailure nothingNew() {
    return ApplicationFailure.newBuilder()
        .setType(NOTHING_NEW)
        .setMessage("nothing new; looks again every " + NEXT_LOOK.toSeconds() + " s")
        .setNextRetryDelay(NEXT_LOOK)
        .setCategory(ApplicationErrorCategory.BENIGN)
        .build();
  }

  @Override
  public SendResult send(Sending sending) {
    return Failures.classified(beats -> sinks.send(sending));
  }
}
