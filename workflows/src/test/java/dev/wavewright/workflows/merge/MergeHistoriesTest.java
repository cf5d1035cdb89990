package dev.wavewright.workflows.merge;

import static dev.wavewright.workflows.merge.MergeLab.eventually;
import static dev.wavewright.workflows.merge.MergeLab.key;
import static dev.wavewright.workflows.merge.MergeLab.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.merge.MergeActivities.GateReport;
import dev.wavewright.workflows.merge.MergeActivities.Verdict;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.testing.RecordedHistory;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Histories of released code must replay for ever. They are never recorded again to make this pass:
 * a change that breaks them needs {@code Workflow.getVersion}. New ones are recorded with {@code
 * -Dgolden.record=<folder>} and get names of their own.
 */
class MergeHistoriesTest {
  private static final String FOLDER = "histories/merge/";

  @ParameterizedTest
  @ValueSource(strings = {"mixed-endings-run-1.json", "mixed-endings-run-2.json"})
  @DisplayName("C15: a recorded history of the merge queue replays")
  void recordedHistoriesReplay(String file) throws Exception {
    assertThat(RecordedHistory.text(FOLDER + file))
        .contains("\"RebuildOnTip\"", "\"Gate\"", "\"Land\"");
    RecordedHistory.replay(FOLDER + file, MergeQueueWorkflowImpl.class);
  }

  @Test
  @DisplayName("C15: the replay test can fail: a queue that lands before it rebuilds does not fit")
  void anotherOrderOfStepsDoesNotReplay() {
    assertThatThrownBy(
            () -> RecordedHistory.replay(FOLDER + "mixed-endings-run-1.json", LandsFirst.class))
        .hasMessageContaining("TMPRL1100")
        .hasMessageContaining("expected value 'name: \"Land\"");
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.record", matches = ".+")
  void record() throws IOException {
    Path folder = Path.of(System.getProperty("golden.record"));
    try (MergeLab lab = new MergeLab(100)) {
      CountDownLatch allInLine = new CountDownLatch(1);
      GateReport silent = new GateReport(Verdict.NO_VERDICT, null, "", "the check timed out");
      lab.host.before("gate", key(1), () -> FakeMergeHost.await(allInLine));
      lab.host.conflictOf(key(2), new MergeOutcome.Conflict("a.txt", "ours", "theirs", "#1"));
      lab.host.gateSays(key(4), silent, silent);
      lab.host.before(
          "land", key(5), () -> lab.host.personCommits(MergeRequests.REPOSITORY, "by hand"));
      lab.host.gateSays(key(6), new GateReport(Verdict.RED, 1, "1 test failed", "red"));
      for (int i = 1; i <= 7; i++) {
        lab.enqueue(key(i));
      }
      lab.queue().withdraw(new MergeWithdrawal(ticket(key(3)), "taken back", false));
      lab.outcome(key(3));
      eventually("all in line", () -> lab.queue().view().waiting().size() == 5);
      allInLine.countDown();
      lab.outcome(key(7));

      List<WorkflowExecutionHistory> runs = new ArrayList<>();
      for (@Nullable WorkflowExecutionHistory run = lab.history();
          run != null;
          run = lab.historyBefore(run)) {
        runs.addFirst(run);
      }
      Files.createDirectories(folder);
      for (int i = 0; i < runs.size(); i++) {
        Files.writeString(
            folder.resolve("mixed-endings-run-" + (i + 1) + ".json"), runs.get(i).toJson(true));
      }
    }
  }

  /** A queue that does the steps of a landing in another order. */
  public static final class LandsFirst implements MergeQueueWorkflow {
    private @Nullable MergeRequest request;

    @Override
    public void run(MergeQueueState state) {
      Workflow.await(() -> request != null);
      MergeRequest head = request;
      if (head != null) {
        CommitId commit = head.commit();
        Workflow.newActivityStub(
                MergeActivities.class,
                ActivityOptions.newBuilder()
                    .setTaskQueue(head.host().taskQueue())
                    .setStartToCloseTimeout(Duration.ofMinutes(10))
                    .build())
            .land(head, commit, commit);
      }
    }

    @Override
    public void enqueue(MergeRequest arrived) {
      request = arrived;
    }

    @Override
    public void withdraw(MergeWithdrawal withdrawal) {}

    @Override
    public void reopen(String by) {}

    @Override
    public void hostLost(HostLoss loss) {}

    @Override
    public MergeQueueView view() {
      return new MergeQueueView(
          MergeRequests.REPOSITORY, "", null, List.of(), List.of(), null, null);
    }
  }
}
