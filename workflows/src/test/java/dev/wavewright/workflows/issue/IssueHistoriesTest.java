package dev.wavewright.workflows.issue;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.LeaseGrant;
import dev.wavewright.workflows.capacity.LeaseRefusal;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport.Ending;
import dev.wavewright.workflows.issue.IssueActivities.Review.Decision;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.merge.MergeOutcome;
import dev.wavewright.workflows.merge.MergeOutcome.Result;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.testing.RecordedHistory;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Histories recorded from the workflow as it was, which every later version has to replay. A
 * history is recorded once and never again: a change that breaks one needs {@code
 * Workflow.getVersion}. New ones are written with {@code -Dwavewright.record.histories=<folder>}.
 */
class IssueHistoriesTest {
  @ParameterizedTest(name = "{0}")
  @DisplayName("C15: every recorded history replays")
  @ValueSource(
      strings = {"clean", "rounds", "cancelled-under-agent", "with-dependents", "out-of-quota"})
  void replays(String name) {
    assertThatCode(
            () ->
                RecordedHistory.replay(
                    "histories/issue/" + name + ".json", IssueWorkflowImpl.class))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("C15: a workflow that acts otherwise does not replay, so the replays above can fail")
  void noticesADifference() {
    assertThatThrownBy(
            () -> RecordedHistory.replay("histories/issue/clean.json", SleepyIssueWorkflow.class))
        .hasStackTraceContaining("TMPRL1100");
  }

  @Test
  @EnabledIfSystemProperty(named = "wavewright.record.histories", matches = ".+")
  void record() throws IOException {
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.start(IssueLab.input());
      lab.result();
      write("clean", lab);
    }
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      IssueInput input = IssueLab.withDependents(null);
      lab.start(input);
      lab.askInItsName(input);
      lab.result();
      write("with-dependents", lab);
    }
    try (IssueLab lab = IssueLab.open(Result.CONFLICT, Result.BRANCH_CLOSED, Result.LANDED)) {
      lab.host().verdicts.add(Verdict.RED);
      lab.host().reviews.add(Decision.CHANGES);
      lab.start(IssueLab.input(Limits.DEFAULT, "critic"));
      lab.await(status -> status.phase() == Phase.PARKED && status.rescueRef() != null);
      lab.issue().retry("ada");
      lab.result();
      write("rounds", lab);
    }
    try (IssueLab lab = IssueLab.skippingTime(Result.LANDED)) {
      lab.host().endings.addAll(Collections.nCopies(3, Ending.OUT_OF_QUOTA));
      lab.start(IssueLab.input());
      lab.result();
      write("out-of-quota", lab);
    }
    try (IssueLab lab = IssueLab.open(Result.LANDED)) {
      lab.host().hangs = "run";
      lab.start(IssueLab.input());
      lab.awaitPhase(Phase.IMPLEMENTING);
      lab.issue().cancel("ada");
      lab.result();
      write("cancelled-under-agent", lab);
    }
  }

  private static void write(String name, IssueLab lab) throws IOException {
    Path folder = Path.of(System.getProperty("wavewright.record.histories"));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".json"), lab.history().toJson(true));
  }

  /** The same workflow by name, which sleeps instead of asking for leases. */
  public static final class SleepyIssueWorkflow implements IssueWorkflow {
    @Override
    public IssueStatus run(IssueInput input) {
      Workflow.sleep(Duration.ofHours(1));
      throw new AssertionError("not reached in a replay");
    }

    @Override
    public void granted(LeaseGrant grant) {}

    @Override
    public void refused(LeaseRefusal refusal) {}

    @Override
    public void mergeStarted(String ticket) {}

    @Override
    public void mergeEnded(MergeOutcome outcome) {}

    @Override
    public void retry(String by) {}

    @Override
    public void skip(String by) {}

    @Override
    public void cancel(String by) {}

    @Override
    public void hostLost(HostLoss loss) {}

    @Override
    public IssueStatus status() {
      throw new AssertionError("not asked in a replay");
    }
  }
}
