package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.issue.IssueInput;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts issues as a wave would. */
final class FakeIssues {
  private FakeIssues() {}

  static void start(WorkflowClient client, Path folder, IssueKey key, String title) {
    ProjectSettings settings =
        ConfigurationReader.read(folder.resolve("wavewright.yml"), Map.of()).settings();
    IssueWorkflow issue =
        client.newWorkflowStub(
            IssueWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(key.workflowId())
                .setTaskQueue(Stack.TASK_QUEUE)
                .build());
    WorkflowClient.start(
        issue::run,
        new IssueInput(
            key,
            new IssueText(title, null, "digest"),
            settings,
            key.repository().orElseThrow(),
            "scripted",
            List.of(),
            null,
            Priority.DEFAULT,
            0,
            1,
            java.time.Duration.ofHours(24)));
  }
}
