package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostInquiryWorkflow;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.model.HostId;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Questions to a host. */
public final class Inquiries {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final WorkflowClient client;

  public Inquiries(WorkflowClient client) {
    this.client = client;
  }

  /**
   * Asks and waits for the answer.
   *
   * @throws CliProblem if the host does not answer in time, or cannot
   */
  HostAnswer ask(HostId host, HostQuestion question) {
    return ask(host, question, ANSWER);
  }

  /** As {@link #ask(HostId, HostQuestion)}, but waits no longer than {@code patience}. */
  HostAnswer ask(HostId host, HostQuestion question, Duration patience) {
    HostInquiryWorkflow inquiry =
        client.newWorkflowStub(
            HostInquiryWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId("inquiry/" + host + "/" + UUID.randomUUID())
                .setTaskQueue(Stack.TASK_QUEUE)
                .setWorkflowRunTimeout(patience)
                .setStaticSummary(
                    question.subject().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                        + (question.key() == null ? "" : " of " + question.key()))
                .build());
    try {
      return inquiry.ask(host, question);
    } catch (WorkflowException e) {
      throw new CliProblem(
          ExitCode.UNREACHABLE,
          "host " + host + (Failures.isAnswer(e) ? " cannot tell" : " gave no answer"),
          Failures.reason(e),
          "wavewright status",
          e);
    }
  }

  /**
   * Returns the live agent process of each session on {@code host}, by session; empty for a host
   * that does not answer.
   */
  public Map<String, Long> livePids(HostId host, HostQuestion question) {
    Map<String, Long> pids = new LinkedHashMap<>();
    try {
      for (HostAnswer.Worktree worktree : ask(host, question).worktrees()) {
        Long pid = worktree.livePid();
        if (pid != null) {
          pids.put(worktree.session(), pid);
        }
      }
    } catch (CliProblem e) {
      return Map.of();
    }
    return pids;
  }
}
