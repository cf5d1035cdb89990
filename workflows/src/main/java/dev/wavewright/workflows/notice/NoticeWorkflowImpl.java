package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.notice.NoticeActivities.News;
import dev.wavewright.workflows.notice.NoticeActivities.SendResult;
import dev.wavewright.workflows.notice.NoticeActivities.Sending;
import dev.wavewright.workflows.notice.core.Letter;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks, and serves each sink on its own with what is to be told. */
public final class NoticeWorkflowImpl implements NoticeWorkflow {
  private final NoticeActivities eyes = NoticeStubs.eyes();
  private final List<NoticeConfiguration> inbox = new ArrayList<>();
  private final Map<String, Promise<Void>> sending = new LinkedHashMap<>();
  private final int eventsPerRun;
  private final NoticeBook book;
  private @Nullable Promise<News> looking;
  private @Nullable CancellationScope look;

  @WorkflowInit
  public NoticeWorkflowImpl(NoticeState state) {
    if (state.version() != NoticeState.VERSION) {
      throw ApplicationFailure.newNonRetryableFailure(
          "state of version " + state.version() + "; this worker knows " + NoticeState.VERSION,
          "UnknownStateVersion");
    }
    eventsPerRun = state.eventsPerRun();
    book = new NoticeBook(state, now());
  }

  @Override
  public void run(NoticeState state) {
    while (true) {
      configure();
      if (book.configuration().sinks().isEmpty() && inbox.isEmpty()) {
        return;
      }
      boolean renews = Workflow.getInfo().getHistoryLength() >= eventsPerRun;
      if (renews && sending.isEmpty() && inbox.isEmpty()) {
        // A look on its way is lost with this run; the next one looks at everything anew.
        Workflow.newContinueAsNewStub(NoticeWorkflow.class).run(book.state());
      }
      takeIn();
      if (!renews) {
        serve();
      }
      Workflow.setCurrentDetails(NoticeDetails.of(status()));
      await(renews);
    }
  }

  @Override
  public void configure(NoticeConfiguration configuration) {
    inbox.add(configuration);
  }

  @Override
  public NoticeStatus status() {
    return book.status();
  }

  private void configure() {
    for (NoticeConfiguration each : List.copyOf(inbox)) {
      if (!each.equals(book.configuration())) {
        book.configure(each);
        stopLooking();
      }
    }
    inbox.clear();
  }

  private void stopLooking() {
    CancellationScope scope = look;
    Promise<News> outdated = looking;
    if (scope != null && outdated != null) {
      scope.cancel("another configuration");
      outdated.handle((news, failure) -> news);
    }
    look = null;
    looking = null;
  }

  /** One look is always on its way: what a sink takes is not lost for looking. */
  private void takeIn() {
    Promise<News> found = looking;
    if (found != null && found.isCompleted()) {
      book.add(found.get(), now());
      found = null;
    }
    if (found == null) {
      CancellationScope scope =
          Workflow.newCancellationScope(
              () -> looking = Async.function(eyes::awaitNews, book.look()));
      look = scope;
      scope.run();
    }
  }

  /** Each sink on its own: one that does not answer delays no other. */
  private void serve() {
    for (NoticeSink sink : book.configuration().sinks()) {
      String name = sink.id();
      if (!sending.containsKey(name)) {
        book.due(sink, now()).ifPresent(letter -> send(sink, letter));
      }
    }
  }

  private void send(NoticeSink sink, Letter letter) {
    NoticeActivities mouth = NoticeStubs.mouth("tell " + sink.id());
    Sending message = new Sending(book.configuration().project(), sink, letter, true);
    Promise<Void> ended =
        Async.function(mouth::send, message)
            .handle((result, failure) -> failure == null ? result : silent(failure))
            .thenApply(
                result -> {
                  book.ended(sink.id(), letter, result, now());
                  sending.remove(sink.id());
                  return null;
                });
    sending.put(sink.id(), ended);
  }

  /** The attempt itself was lost, most likely with its worker. */
  private static SendResult silent(RuntimeException failure) {
    Throwable cause = failure instanceof ActivityFailure ? failure.getCause() : failure;
    String why = cause instanceof ApplicationFailure known ? known.getOriginalMessage() : null;
    return SendResult.failed(
        why == null ? "the worker that sent it was lost" : "it was not sent: " + why, null);
  }

  private void await(boolean renews) {
    int busy = sending.size();
    Instant wake = renews ? null : book.wakeAt(sending::containsKey);
    if (wake == null) {
      Workflow.await(() -> changed(busy));
      return;
    }
    Duration patience = Duration.between(now(), wake);
    if (patience.isPositive()) {
      Workflow.await(patience, () -> changed(busy));
    }
  }

  private boolean changed(int busy) {
    Promise<News> found = looking;
    return !inbox.isEmpty() || sending.size() != busy || (found != null && found.isCompleted());
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
