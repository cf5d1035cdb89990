package dev.wavewright.workflows.usage;

import static dev.wavewright.workflows.usage.UsageLab.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
class UsageHistoriesTest {
  private static final String FOLDER = "histories/usage/";
  private static final String FIRST = "pause-reset-probe-run-1.json";
  private static final String SECOND = "pause-reset-probe-run-2.json";

  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND})
  @DisplayName("C15: a recorded history of the usage monitor replays")
  void recordedHistoriesReplay(String file) throws Exception {
    RecordedHistory.replay(FOLDER + file, UsageWorkflowImpl.class);
  }

  @Test
  @DisplayName("the recorded runs hold readings, words to the gate, timers and a renewal")
  void recordedHistoriesHold() throws IOException {
    assertThat(RecordedHistory.text(FOLDER + FIRST))
        .contains("\"report\"", "\"steer\"", "EVENT_TYPE_TIMER_FIRED")
        .contains("EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW");
    assertThat(RecordedHistory.text(FOLDER + SECOND)).contains("\"steer\"", "\"report\"");
  }

  @Test
  @DisplayName("C15: the replay test can fail: a monitor that first sets a timer does not fit")
  void anotherOrderOfStepsDoesNotReplay() {
    assertThatThrownBy(() -> RecordedHistory.replay(FOLDER + FIRST, SleepsFirst.class))
        .hasMessageContaining("TMPRL1100");
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.record", matches = ".+")
  void record() throws IOException {
    Path folder = Path.of(System.getProperty("golden.record"));
    try (UsageLab lab = new UsageLab(60)) {
      lab.startGate();
      lab.report(70, null);
      lab.untilCap(2);
      lab.pass(Duration.ofSeconds(2));
      lab.report(85, lab.now().plus(Duration.ofMinutes(20)));
      lab.untilCap(0);
      lab.pass(Duration.ofMinutes(21));
      lab.untilCap(Integer.MAX_VALUE);
      int renewals = 0;
      for (double percent = 90; renewals == 0; percent += 0.1) {
        lab.report(percent, null);
        lab.untilCap(0);
        lab.pass(Duration.ofMinutes(31));
        lab.untilCap(1);
        renewals = lab.runs().size() - 1;
      }
      lab.report(95, null);
      lab.untilCap(0);
      until(() -> lab.monitor.view().recent().getLast().text().contains("95 %"));

      List<WorkflowExecutionHistory> runs = lab.runs();
      Files.createDirectories(folder);
      for (int i = 0; i < runs.size(); i++) {
        Files.writeString(
            folder.resolve("pause-reset-probe-run-" + (i + 1) + ".json"), runs.get(i).toJson(true));
      }
    }
  }

  /** A monitor that begins with a timer where the recorded one tells the gate. */
  public static final class SleepsFirst implements UsageWorkflow {
    @Override
    public void run(UsageState state) {
      Workflow.sleep(Duration.ofMinutes(1));
    }

    @Override
    public void report(UsageReport report) {}

    @Override
    public UsageView view() {
      throw new UnsupportedOperationException("nobody asks");
    }
  }
}
