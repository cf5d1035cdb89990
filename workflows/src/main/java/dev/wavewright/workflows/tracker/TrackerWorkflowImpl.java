package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.tracker.TrackerActivities.HandOffRequest;
import dev.wavewright.workflows.tracker.TrackerActivities.HandOffResult;
import dev.wavewright.workflows.tracker.TrackerActivities.LandingCount;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerRequest;
import dev.wavewright.workflows.tracker.TrackerActivities.MarkerResults;
import dev.wavewright.workflows.tracker.TrackerActivities.News;
import dev.wavewright.workflows.tracker.core.HandOffText;
import dev.wavewright.workflows.tracker.core.Marker;
import dev.wavewright.workflows.tracker.core.RepositoryLine;
import dev.wavewright.workflows.tracker.core.Snapshot;
import dev.wavewright.workflows.tracker.core.TrackerCore;
import dev.wavewright.workflows.tracker.core.TrackerStep;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Looks, asks {@link TrackerCore} what is due, and has it done. */
public final class TrackerWorkflowImpl implements TrackerWorkflow {
  private static final Logger log = Workflow.getLogger(TrackerWorkflowImpl.class);

  /** Each activity beats from a timer: one that is silent for so long has lost its worker. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
  private static final Duration LONGEST_AFTER_FAILURE = Duration.ofMinutes(10);

  /** When the wave is over, so many failures in a row end the tracker: about half a day. */
  private static final int FAILURES_AT_THE_END = 72;

  private final TrackerActivities eyes =
      Workflow.newActivityStub(
          TrackerActivities.class,
          options("look for news of the wave", Duration.ofMinutes(2))
              .setRetryOptions(
                  RetryOptions.newBuilder()
                      .setInitialInterval(Duration.ofSeconds(2))
                      .setMaximumInterval(Duration.ofSeconds(30))
                      .build())
              .build());
  private final TrackerActivities hands =
      Workflow.newActivityStub(
          TrackerActivities.class,
          options("write what is due to the tracker", Duration.ofMinutes(2)).build());
  private final TrackerActivities git =
      Workflow.newActivityStub(
          TrackerActivities.class,
          options("count landings on the integration branch", Duration.ofMinutes(5))
              .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(3).build())
              .build());

  private final TrackerState begun;
  private final TrackerBook book;
  private @Nullable Promise<News> looking;
  private @Nullable Instant pausedUntil;
  private @Nullable String pause;
  private int failures;

  @WorkflowInit
  public TrackerWorkflowImpl(TrackerState state) {
    begun = state;
    book = new TrackerBook(state);
  }

  @Override
  public TrackerStatus run(TrackerState state) {
    takeIn();
    while (!book.complete()) {
      awaitNews(null);
      takeIn();
    }
    while (true) {
      takeIn();
      Snapshot snapshot = book.snapshot(now());
      show();
      switch (TrackerCore.decide(snapshot)) {
        case TrackerStep.WriteMarkers write -> attempt(() -> write(write.markers()));
        case TrackerStep.HandOver handOver -> attempt(() -> handOver(snapshot, handOver));
        case TrackerStep.Wait wait -> awaitNews(wait.until());
        case TrackerStep.End end -> {
          return status();
        }
      }
      if (snapshot.wave().closed() && failures >= FAILURES_AT_THE_END) {
        return status();
      }
      sitOut();
      if (Workflow.getInfo().getHistoryLength() >= begun.eventsPerRun()) {
        // A look on its way is lost with this run; the next one looks at everything anew.
        Workflow.continueAsNew(book.state());
      }
    }
  }

  @Override
  public TrackerStatus status() {
    return book.status(now(), pausedUntil, pause);
  }

  /** One look is always on its way: what a write takes is not lost for looking. */
  private void takeIn() {
    if (looking == null) {
      looking = Async.function(eyes::awaitNews, book.look());
    } else if (looking.isCompleted()) {
      book.add(looking.get());
      looking = Async.function(eyes::awaitNews, book.look());
    }
  }

  private boolean newsCame() {
    return looking != null && looking.isCompleted();
  }

  /**
   * @param until null for never
   */
  private void awaitNews(@Nullable Instant until) {
    if (until == null) {
      Workflow.await(this::newsCame);
      return;
    }
    Duration patience = Duration.between(now(), until);
    if (patience.isPositive()) {
      Workflow.await(patience, this::newsCame);
    }
  }

  private @Nullable Instant write(List<Marker> markers) {
    MarkerResults results =
        hands.writeMarkers(new MarkerRequest(begun.project(), begun.wave(), book.lines(markers)));
    book.add(markers, results, now());
    pause = results.pause();
    return results.pausedUntil();
  }

  private @Nullable Instant handOver(Snapshot snapshot, TrackerStep.HandOver step) {
    RepositoryName name = step.repository();
    RepositoryLine repository =
        snapshot.repositories().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    LandingCount count = count(step);
    HandOffResult result =
        hands.handOver(
            new HandOffRequest(
                begun.project(),
                begun.wave(),
                begun.started(),
                name,
                repository.base(),
                repository.integration(),
                HandOffText.title(repository),
                HandOffText.body(
                    snapshot,
                    repository,
                    new HandOffText.Recount(step.landed().size(), count.once(), count.failure()))));
    book.add(name, step.digest(), result, now());
    pause = result.pause();
    return result.pausedUntil();
  }

  private LandingCount count(TrackerStep.HandOver step) {
    try {
      return git.recount(begun.project(), step.repository(), step.landed());
    } catch (ActivityFailure failure) {
      return new LandingCount(0, reason(failure));
    }
  }

  /** Does something at the tracker; what it fails with is waited out, never passed on. */
  private void attempt(Supplier<@Nullable Instant> work) {
    try {
      pausedUntil = work.get();
      failures = 0;
    } catch (ActivityFailure failure) {
      failures++;
      Duration patience = AFTER_FAILURE.multipliedBy(failures);
      pausedUntil =
          now()
              .plus(
                  patience.compareTo(LONGEST_AFTER_FAILURE) < 0 ? patience : LONGEST_AFTER_FAILURE);
      pause = reason(failure);
      log.warn("the tracker cannot be written: {}", pause);
    }
  }

  /** What happens meanwhile is looked at, so that nothing outdated is written afterwards. */
  private void sitOut() {
    Instant until = pausedUntil;
    while (until != null && now().isBefore(until)) {
      show();
      awaitNews(until);
      takeIn();
    }
    pausedUntil = null;
    pause = null;
  }

  private void show() {
    Workflow.setCurrentDetails(TrackerDetails.of(status()));
  }

  private static String reason(ActivityFailure failure) {
    return failure.getCause() instanceof ApplicationFailure cause
        ? cause.getOriginalMessage()
        : String.valueOf(failure.getCause() == null ? failure : failure.getCause().getMessage());
  }

  private static ActivityOptions.Builder options(String summary, Duration longest) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(longest)
        .setHeartbeatTimeout(SILENCE)
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(2))
                .setMaximumInterval(Duration.ofMinutes(1))
                .setMaximumAttempts(5)
                .build())
        .setSummary(summary);
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
