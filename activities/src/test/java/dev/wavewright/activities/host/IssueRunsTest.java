package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.wave.WaveActivities.IssueRun;
import dev.wavewright.workflows.wave.WaveActivities.RunOfIssue;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IssueRunsTest {
  private static final String QUEUE = "issue-runs";

  private TestWorkflowEnvironment temporal;

  /** An issue's workflow that ends, or stays, in the way it is told to. */
  @WorkflowInterface
  public interface Issue {
    @WorkflowMethod
    IssueStatus run(Phase phase, String how);
  }

  /** Ends as told. */
  public static final class IssueImpl implements Issue {
    @Override
    public IssueStatus run(Phase phase, String how) {
      switch (how) {
        case "fail" -> throw ApplicationFailure.newNonRetryableFailure("broken", "test");
        case "stay" -> Workflow.await(() -> false);
        case "renew" -> Workflow.continueAsNew(phase, "complete");
        default -> {}
      }
      return status(phase);
    }
  }

  private static IssueStatus status(Phase phase) {
    RepositoryName repository = new RepositoryName("acme/api");
    return new IssueStatus(
        IssueKey.of(repository, 1),
        "title",
        repository,
        phase,
        null,
        "",
        "",
        1,
        0,
        0,
        0,
        null,
        null,
        "scripted",
        null,
        null,
        "",
        null,
        null,
        new IssueStatus.Times(null, null, null),
        null);
  }

  @BeforeEach
  void start() {
    // With time skipping, waiting for one run's result takes an open one to its time-out.
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
    temporal.newWorker(QUEUE).registerWorkflowImplementationTypes(IssueImpl.class);
    temporal.start();
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  private WorkflowStub begin(String id, Phase phase, String how) {
    WorkflowStub issue =
        temporal
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "Issue",
                WorkflowOptions.newBuilder().setTaskQueue(QUEUE).setWorkflowId(id).build());
    issue.start(phase, how);
    return issue;
  }

  private static RunOfIssue run(WorkflowStub issue) {
    WorkflowExecution execution = Objects.requireNonNull(issue.getExecution());
    return new RunOfIssue(execution.getWorkflowId(), execution.getRunId());
  }

  private List<IssueRun> describe(RunOfIssue... runs) {
    return new IssueRuns(temporal.getWorkflowClient()).describeIssues(List.of(runs));
  }

  @Test
  @DisplayName(
      "W6: a run that completed tells its result, one that failed or was killed tells none")
  void ended() {
    WorkflowStub completed = begin("completed", Phase.DONE, "complete");
    completed.getResult(IssueStatus.class);
    WorkflowStub failed = begin("failed", Phase.DONE, "fail");
    awaitFailure(failed);
    WorkflowStub terminated = begin("terminated", Phase.DONE, "stay");
    terminated.terminate("by a person");

    assertThat(describe(run(completed), run(failed), run(terminated)))
        .containsExactly(
            new IssueRun(run(completed), false, status(Phase.DONE)),
            new IssueRun(run(failed), false, null),
            new IssueRun(run(terminated), false, null));
  }

  @Test
  @DisplayName("an open run is open, and one that the server does not know counts as closed")
  void openAndUnknown() {
    WorkflowStub open = begin("open", Phase.DONE, "stay");
    RunOfIssue unknown = new RunOfIssue("nobody", "3f2a6f0e-0000-4000-8000-000000000000");

    assertThat(describe(run(open), unknown))
        .containsExactly(new IssueRun(run(open), true, null), new IssueRun(unknown, false, null));
    open.terminate("end");
  }

  @Test
  @DisplayName("a run that went on as a new one is as far as that one is")
  void renewed() {
    WorkflowStub renewed = begin("renewed", Phase.SKIPPED, "renew");
    RunOfIssue first = run(renewed);
    renewed.getResult(IssueStatus.class);

    assertThat(describe(first)).containsExactly(new IssueRun(first, false, status(Phase.SKIPPED)));
  }

  @Test
  @DisplayName("an older run is told by its own end, whatever a newer one under its id does")
  void olderRun() {
    WorkflowStub older = begin("again", Phase.EXPIRED, "complete");
    older.getResult(IssueStatus.class);
    WorkflowStub newer = begin("again", Phase.DONE, "stay");

    assertThat(describe(run(older), run(newer)))
        .containsExactly(
            new IssueRun(run(older), false, status(Phase.EXPIRED)),
            new IssueRun(run(newer), true, null));
    newer.terminate("end");
  }

  private static void awaitFailure(WorkflowStub issue) {
    try {
      issue.getResult(IssueStatus.class);
    } catch (WorkflowFailedException expected) {
      return;
    }
    throw new AssertionError("it did not fail");
  }
}
