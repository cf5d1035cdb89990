package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.gate.Awaiting;
import dev.wavewright.starter.gate.Delegation.Delegate;
import dev.wavewright.starter.stack.WorkflowFinder;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TaskProgressTest extends OnFakeStack {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

  @Test
  @DisplayName("a task that waits says why while it is followed")
  void saysWhyItWaits() throws Exception {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    CliContext context =
        new TestCommandLine(folder)
            .with(client)
            .context(NOWHERE, new PrintStream(told, true, StandardCharsets.UTF_8));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Integer> ended =
          threads.submit(() -> Wavewright.run(context, "task", "stay queued", "--wait"));
      boolean said =
          Awaiting.holds(
              Duration.ofMinutes(5),
              () ->
                  told.toString(StandardCharsets.UTF_8)
                      .contains(" queued  pool-full: pool project:shop is full"));
      new WorkflowFinder(client)
          .open("IssueWorkflow", "task/")
          .forEach(id -> client.newWorkflowStub(IssueWorkflow.class, id).cancel("test"));
      assertThat(said).as(told.toString(StandardCharsets.UTF_8)).isTrue();
      assertThat(ended.get()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("delegate is explained in the answer")
  void delegate() {
    assertThat(run("task", "Do it").output())
        .contains("delegate: yes (there is a free place, it starts now)");
  }

  @Test
  @DisplayName("patience ends in the middle of a look that nobody answers")
  void unanswered() {
    IssueKey key = new IssueKey("task/nobody");
    WorkflowStub task =
        client.newUntypedWorkflowStub(
            "IssueWorkflow",
            WorkflowOptions.newBuilder()
                .setWorkflowId(key.workflowId())
                .setTaskQueue("without-a-worker")
                .build());
    io.temporal.api.common.v1.WorkflowExecution unused = task.start(new Object[0]);
    ProjectSettings settings =
        ConfigurationReader.read(folder.resolve("wavewright.yml"), Map.of()).settings();
    CommandOutput output =
        new CommandOutput(
            new TestCommandLine(folder).context(NOWHERE, NOWHERE), new OutputOptions(), "task");

    assertThatThrownBy(
            () ->
                new TaskProgress(client, settings, key, Delegate.YES, System.nanoTime())
                    .follow(output, Optional.of(Duration.ofSeconds(1))))
        .isInstanceOf(CliProblem.class)
        .hasMessage("task/nobody has not answered after 1s");
  }
}
