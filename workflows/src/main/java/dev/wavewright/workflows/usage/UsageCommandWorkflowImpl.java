package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.UsageCommand;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One activity is always on its way; it fails with the time of the next call until it is called
 * off.
 */
public final class UsageCommandWorkflowImpl implements UsageCommandWorkflow {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** The same order again has the command asked again, but not more often than so. */
  private static final Duration ASKED_ANEW_AFTER = Duration.ofMinutes(1);

  private final String account;
  private final int continueAsNewAfter;
  private final Deque<UsageCommandOrder> inbox = new ArrayDeque<>();
  private @Nullable UsageCommandOrder order;
  private Instant askedAt = Instant.EPOCH;

  @WorkflowInit
  public UsageCommandWorkflowImpl(UsageCommandState state) {
    account = state.account();
    continueAsNewAfter = state.continueAsNewAfter();
    order = state.order();
  }

  @Override
  public void run(UsageCommandState state) {
    if (order == null) {
      Workflow.await(() -> !inbox.isEmpty());
    }
    while (true) {
      boolean unused = takeIn();
      UsageCommandOrder asked = order;
      UsageCommand command = asked == null ? null : asked.command();
      if (asked == null || command == null) {
        return;
      }
      if (Workflow.getInfo().getHistoryLength() >= continueAsNewAfter) {
        Workflow.newContinueAsNewStub(UsageCommandWorkflow.class)
            .run(new UsageCommandState(account, asked, continueAsNewAfter));
      }
      ask(asked, command);
    }
  }

  /** Takes in what came; true if the command is to be asked anew. */
  private boolean takeIn() {
    boolean anew = false;
    while (!inbox.isEmpty()) {
      UsageCommandOrder next = inbox.removeFirst();
      UsageCommandOrder before = order;
      boolean foreign = before != null && !before.project().equals(next.project());
      if (next.command() == null && foreign) {
        continue;
      }
      anew |= !next.equals(before) || now().isAfter(askedAt.plus(ASKED_ANEW_AFTER));
      order = next;
    }
    return anew;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }

  /**
   * Returns when it is to be asked anew, or long after an end that should not be. Two askings at
   * once would end each other's program: the next one waits until the last one is over.
   */
  private void ask(UsageCommandOrder asked, UsageCommand command) {
    Workflow.setCurrentDetails(
        "account "
            + account
            + ": asked every "
            + Durations.format(command.every())
            + " for project "
            + asked.project());
    UsageCommandActivities activities =
        Workflow.newActivityStub(UsageCommandActivities.class, options(command.every()));
    Promise<?>[] asking = new Promise<?>[1];
    CancellationScope scope =
        Workflow.newCancellationScope(() -> asking[0] = Async.procedure(activities::ask, asked));
    askedAt = now();
    scope.run();
    Promise<?> answer = asking[0];
    do {
      Workflow.await(() -> !inbox.isEmpty() || answer.isCompleted());
    } while (!takeIn() && !answer.isCompleted());
    if (answer.isCompleted()) {
      Workflow.await(command.every(), () -> !inbox.isEmpty());
      return;
    }
    scope.cancel();
    Workflow.await(answer::isCompleted);
  }

  private static ActivityOptions options(Duration every) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(LONGEST)
        .setHeartbeatTimeout(SILENCE)
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(every)
                .setMaximumInterval(every)
                .setBackoffCoefficient(1)
                .build())
        .setSummary("ask the usage command")
        .build();
  }

  @Override
  public void configure(UsageCommandOrder order) {
    inbox.add(order);
  }
}
