package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.issue.IssueInput;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.notice.NoticeConfiguration;
import dev.wavewright.workflows.notice.NoticeState;
import dev.wavewright.workflows.notice.NoticeStatus;
import dev.wavewright.workflows.notice.NoticeTrial;
import dev.wavewright.workflows.notice.NoticeTrialWorkflow;
import dev.wavewright.workflows.notice.NoticeWorkflow;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Notices as a command talks to them. */
final class Notices {
  /** A worker that is there answers within a sink's own limit. */
  private static final Duration TRYING = Duration.ofMinutes(1);

  private final WorkflowClient client;

  Notices(WorkflowClient client) {
    this.client = client;
  }

  /** Returns by what a task is known as one of its project. */
  static Map<String, Object> memo(IssueInput input) {
    return Map.of("Project", input.project().project(), "Title", input.text().title());
  }

  /**
   * Says where notices of a project go from now on; none ends them. Called before work starts, so
   * that its start is news. What goes wrong is only said: work never waits for it.
   */
  void configure(ProjectSettings settings, CommandOutput output) {
    NoticeConfiguration configuration = NoticeConfiguration.of(settings);
    try {
      if (configuration.sinks().isEmpty()) {
        end(configuration);
      } else {
        begin(configuration);
      }
    } catch (WorkflowException e) {
      output.warning("nobody can be told what happens: " + Failures.reason(e));
    }
  }

  private void begin(NoticeConfiguration configuration) {
    NoticeWorkflow notices =
        client.newWorkflowStub(
            NoticeWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(NoticeWorkflow.id(configuration.project()))
                .setTaskQueue(Stack.TASK_QUEUE)
                .setStaticSummary("Notices of project " + configuration.project())
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .build());
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(notices::run, NoticeState.initial(configuration));
    request.add(notices::configure, configuration);
    client.signalWithStart(request);
  }

  private void end(NoticeConfiguration configuration) {
    try {
      client
          .newWorkflowStub(NoticeWorkflow.class, NoticeWorkflow.id(configuration.project()))
          .configure(configuration);
    } catch (WorkflowNotFoundException none) {
      // Nobody was told before either.
    }
  }

  /** Returns how notices of a project stand; empty if none are running. */
  Optional<NoticeStatus> status(String project) {
    String id = NoticeWorkflow.id(project);
    try {
      boolean open =
          client.newUntypedWorkflowStub(id).describe().getStatus()
              == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
      return open
          ? Optional.of(client.newWorkflowStub(NoticeWorkflow.class, id).status())
          : Optional.empty();
    } catch (WorkflowNotFoundException none) {
      return Optional.empty();
    }
  }

  /**
   * Tries every sink from where a worker runs.
   *
   * @param send false to find out only what keeps a notice from being sent
   */
  List<NoticeTrial> trial(ProjectSettings settings, boolean send) {
    NoticeTrialWorkflow trial =
        client.newWorkflowStub(
            NoticeTrialWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId("notice-trial/" + settings.project() + "/" + UUID.randomUUID())
                .setTaskQueue(Stack.TASK_QUEUE)
                .setWorkflowRunTimeout(TRYING)
                .setStaticSummary("Try the sinks of project " + settings.project())
                .build());
    return trial.run(NoticeConfiguration.of(settings), send);
  }
}
