package dev.wavewright.starter.cli;

import dev.wavewright.starter.gate.UsageOrders;
import dev.wavewright.workflows.model.ProjectSettings;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;

/** What goes on beside the work of a project: notices, and programs that tell its usage. */
final class BesideWork {
  private BesideWork() {}

  /**
   * Puts the project's configuration of both in force. Called before work starts, so that its start
   * is news. What goes wrong is only said: work never waits for it, and is never started twice for
   * it.
   */
  static void configure(WorkflowClient client, ProjectSettings settings, CommandOutput output) {
    new Notices(client).configure(settings, output);
    try {
      new UsageOrders(client).tell(settings);
    } catch (WorkflowException e) {
      output.warning("no usage command is asked: " + Failures.reason(e));
    }
  }
}
