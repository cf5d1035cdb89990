package dev.wavewright.starter.gate;

import dev.wavewright.starter.stack.WorkflowFinder;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.usage.UsageCommandWorkflow;
import dev.wavewright.workflows.usage.UsageView;
import dev.wavewright.workflows.usage.UsageWorkflow;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.util.List;
import java.util.Optional;

/** The usage monitors as commands and programs read them. */
public final class Monitors {
  private static final String TYPE = "UsageWorkflow";

  private final WorkflowClient client;

  public Monitors(WorkflowClient client) {
    this.client = client;
  }

  /** Returns what each monitor tells, by account; the newest account may come a moment later. */
  public List<UsageView> all() {
    return new WorkflowFinder(client)
        .open(TYPE, UsageWorkflow.ID_PREFIX).stream()
            .sorted()
            .flatMap(id -> of(id.substring(UsageWorkflow.ID_PREFIX.length())).stream())
            .toList();
  }

  /** Returns what the monitor of one account tells; empty if nothing was reported of it. */
  public Optional<UsageView> of(String account) {
    try {
      return Optional.of(
          client.newWorkflowStub(UsageWorkflow.class, UsageWorkflow.id(account)).view());
    } catch (WorkflowNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Returns what came of the last time an account's command was asked; empty if there is none. */
  public Optional<String> asked(String account) {
    try {
      return client
          .newUntypedWorkflowStub(UsageCommandWorkflow.id(account))
          .describe()
          .getRawDescription()
          .getPendingActivitiesList()
          .stream()
          .findFirst()
          .map(
              asking ->
                  asking.hasLastFailure()
                      ? asking.getLastFailure().getMessage()
                      : asking.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
                          ? "asked now"
                          : "not asked yet");
    } catch (WorkflowNotFoundException nobodyAsks) {
      return Optional.empty();
    }
  }

  /**
   * Returns the pool of an account.
   *
   * @throws Refusal if there can be none of that name
   */
  public static PoolName pool(String account) {
    try {
      return PoolName.account(account);
    } catch (IllegalArgumentException e) {
      throw Refusal.usage("'" + account + "' names no account", "");
    }
  }
}
