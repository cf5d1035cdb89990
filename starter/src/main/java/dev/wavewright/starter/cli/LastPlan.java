package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.WorkflowFinder;
import io.temporal.client.WorkflowClient;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What was asked for last. A refused start leaves no wave, but the plan it was refused by. */
final class LastPlan {
  private static final String SELECTION = "selection";

  /** More plans than these are not looked through for one that tells what was asked. */
  private static final int LOOKED_AT = 5;

  private LastPlan() {}

  /**
   * Returns what a plan's workflow remembers.
   *
   * @param selection options of a command that choose the same issues
   */
  static Map<String, Object> memo(String selection) {
    return Map.of(SELECTION, selection);
  }

  /**
   * Returns the command that starts what was planned last.
   *
   * @param below empty for any project, else {@code project/} or {@code project/wave/}
   */
  static Optional<String> start(WorkflowClient client, String below) {
    return new WorkflowFinder(client)
        .find("PlanWorkflow", "plan/" + below).stream()
            .limit(LOOKED_AT)
            .map(
                found ->
                    client
                        .newUntypedWorkflowStub(found.workflowId())
                        .describe()
                        .getMemo(SELECTION, String.class))
            .filter(Objects::nonNull)
            .findFirst()
            .map(selection -> "wavewright wave start " + selection);
  }
}
