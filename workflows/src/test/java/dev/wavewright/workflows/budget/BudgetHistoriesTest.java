package dev.wavewright.workflows.budget;

import static dev.wavewright.workflows.budget.BudgetLab.KEY;
import static dev.wavewright.workflows.budget.BudgetLab.PROJECT_POOL;
import static dev.wavewright.workflows.budget.BudgetLab.WAVE;
import static dev.wavewright.workflows.budget.BudgetLab.WAVE_POOL;
import static dev.wavewright.workflows.budget.BudgetLab.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.testing.RecordedHistory;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
class BudgetHistoriesTest {
  private static final String FOLDER = "histories/budget/";
  private static final String FIRST = "wave-breaker-day-run-1.json";
  private static final String SECOND = "wave-breaker-day-run-2.json";

  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND})
  @DisplayName("C15: a recorded history of a project's book replays")
  void recordedHistoriesReplay(String file) throws Exception {
    RecordedHistory.replay(FOLDER + file, BudgetWorkflowImpl.class);
  }

  @Test
  @DisplayName("the recorded runs hold spends, words to the gate, timers and a renewal")
  void recordedHistoriesHold() throws IOException {
    assertThat(RecordedHistory.text(FOLDER + FIRST))
        .contains("\"spent\"", "\"accepted\"", "\"raise\"", "\"steer\"", "EVENT_TYPE_TIMER_FIRED")
        .contains("EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW");
    assertThat(RecordedHistory.text(FOLDER + SECOND)).contains("\"steer\"", "\"spent\"");
  }

  @Test
  @DisplayName("C15: the replay test can fail: a book that first sets a timer does not fit")
  void anotherOrderOfStepsDoesNotReplay() {
    assertThatThrownBy(() -> RecordedHistory.replay(FOLDER + FIRST, SleepsFirst.class))
        .hasMessageContaining("TMPRL1100");
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.record", matches = ".+")
  void record() throws IOException {
    Path folder = Path.of(System.getProperty("golden.record"));
    try (BudgetLab lab = new BudgetLab(90)) {
      lab.startGate();
      lab.spend(WAVE, 21);
      lab.untilCap(WAVE_POOL, 0);
      lab.book.raise(new BudgetRaise(BudgetRaise.Of.WAVE, "w1", null, "ada"));
      until(() -> lab.gate.view().pools().isEmpty());
      lab.spend(null, 31);
      lab.untilCap(PROJECT_POOL, 0);
      lab.book.accepted(new AcceptedReport("c1", KEY));
      lab.untilCap(PROJECT_POOL, PoolShare.UNLIMITED);
      lab.spend(null, 49);
      lab.untilCap(PROJECT_POOL, 0);
      lab.pass(Duration.ofHours(25));
      lab.untilCap(PROJECT_POOL, PoolShare.UNLIMITED);
      while (lab.runs().size() == 1) {
        lab.spend(WAVE, 60);
        lab.untilCap(WAVE_POOL, 0);
        lab.book.raise(new BudgetRaise(BudgetRaise.Of.WAVE, "w1", null, "ada"));
        lab.untilCap(WAVE_POOL, -1);
      }
      lab.spend(WAVE, 99);
      lab.untilCap(WAVE_POOL, 0);

      List<WorkflowExecutionHistory> runs = lab.runs();
      Files.createDirectories(folder);
      for (int i = 0; i < runs.size(); i++) {
        Files.writeString(
            folder.resolve("wave-breaker-day-run-" + (i + 1) + ".json"), runs.get(i).toJson(true));
      }
    }
  }

  /** A book that begins with a timer where the recorded one tells the gate. */
  public static final class SleepsFirst implements BudgetWorkflow {
    @Override
    public void run(BudgetState state) {
      Workflow.sleep(Duration.ofMinutes(1));
    }

    @Override
    public void spent(SpendReport report) {}

    @Override
    public void accepted(AcceptedReport report) {}

    @Override
    public void raise(BudgetRaise raise) {}

    @Override
    public void configure(BudgetSettings budgets) {}

    @Override
    public BudgetView view() {
      throw new UnsupportedOperationException("nobody asks");
    }
  }
}
