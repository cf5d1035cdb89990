package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.UsageCommand;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
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

  private final String account;
  private final int continueAsNewAfter;
  private final Deque<UsageCommandOrder> inbox = new ArrayDeque<>();
  private @Nullable UsageCommandOrder order;

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
      takeIn();
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

  private void takeIn() {
    while (!inbox.isEmpty()) {
      UsageCommandOrder next = inbox.removeFirst();
      UsageCommandOrder now = order;
      boolean foreign = now != null && !now.project().equals(next.project());
      if (next.command() != null || !foreign) {
        order = next;
      }
    }
  }

  /** Returns when another order came, or long after an end that should not be. */
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
    scope.run();
    Workflow.await(() -> !inbox.isEmpty() || asking[0].isCompleted());
    if (inbox.isEmpty()) {
      Workflow.await(command.every(), () -> !inbox.isEmpty());
    }
    scope.cancel();
  }

  private static ActivityOptions options(Duration every) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(LONGEST)
        .setHeartbeatTimeout(SILENCE)
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
