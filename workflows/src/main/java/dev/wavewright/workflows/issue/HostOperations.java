package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.issue.core.IssueNews;
import dev.wavewright.workflows.issue.core.IssueNews.Operation;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is under way on an issue's host: its end is reported as news. */
final class HostOperations {
  private final Consumer<IssueNews> report;
  private @Nullable CancellationScope operation;

  /** Counts the hosts that were given up: what one of them still answers is not news. */
  private int hostsLost;

  HostOperations(Consumer<IssueNews> report) {
    this.report = report;
  }

  /** Begins an operation that cannot be called off. */
  <T> void begin(Operation kind, Supplier<Promise<T>> work, Function<T, IssueNews> news) {
    int lostBefore = hostsLost;
    work.get()
        .handle(
            (result, failure) -> {
              if (lostBefore == hostsLost) {
                report.accept(
                    failure == null
                        ? news.apply(result)
                        : new IssueNews.OperationFailed(kind, HostWork.sentence(failure)));
              }
              return result;
            });
  }

  /** Begins an operation that can be called off. */
  <T> void beginCallable(Operation kind, Supplier<Promise<T>> work, Function<T, IssueNews> news) {
    CancellationScope scope = Workflow.newCancellationScope(() -> begin(kind, work, news));
    operation = scope;
    scope.run();
  }

  /** Calls off the last operation that can be, at once or after a time; its end is still news. */
  void callOff(Duration grace) {
    CancellationScope scope = operation;
    if (scope == null) {
      return;
    }
    if (grace.isZero()) {
      scope.cancel();
    } else {
      // If the operation ends before, there is nothing left to cancel in its scope.
      Workflow.newTimer(grace)
          .thenApply(
              due -> {
                scope.cancel();
                return true;
              });
    }
  }

  /** Awaits nothing any more of what was begun so far, and calls it off. */
  void abandon() {
    hostsLost++;
    callOff(Duration.ZERO);
  }
}
