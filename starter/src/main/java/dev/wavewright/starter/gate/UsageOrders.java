package dev.wavewright.starter.gate;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.usage.UsageCommandOrder;
import dev.wavewright.workflows.usage.UsageCommandState;
import dev.wavewright.workflows.usage.UsageCommandWorkflow;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import java.util.TreeSet;

/** Has the usage commands of a project asked. */
public final class UsageOrders {
  private final WorkflowClient client;

  public UsageOrders(WorkflowClient client) {
    this.client = client;
  }

  /**
   * Has each command of the project asked at once and then as configured; what the project no
   * longer names for an account of its agents is asked no more. An account that none of its agents
   * has any more is not looked for: its command rests while nothing of it runs or waits.
   */
  public void tell(ProjectSettings project) {
    for (String account :
        new TreeSet<>(project.agents().stream().map(AgentSettings::account).toList())) {
      UsageCommandOrder order =
          new UsageCommandOrder(
              project.project(),
              project.folder(),
              project.usageCommand(account).orElse(null),
              project.usageSteps());
      if (order.command() == null) {
        forget(account, order);
      } else {
        ask(account, order);
      }
    }
  }

  private void ask(String account, UsageCommandOrder order) {
    UsageCommandWorkflow asking =
        client.newWorkflowStub(
            UsageCommandWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(UsageCommandWorkflow.id(account))
                .setTaskQueue(Stack.TASK_QUEUE)
                .setStaticSummary("Asks how much of account " + account + " is used")
                .build());
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(asking::run, UsageCommandState.initial(account));
    request.add(asking::configure, order);
    client.signalWithStart(request);
  }

  private void forget(String account, UsageCommandOrder order) {
    try {
      client
          .newWorkflowStub(UsageCommandWorkflow.class, UsageCommandWorkflow.id(account))
          .configure(order);
    } catch (WorkflowNotFoundException nobodyAsks) {
      // As it is to be.
    }
  }
}
