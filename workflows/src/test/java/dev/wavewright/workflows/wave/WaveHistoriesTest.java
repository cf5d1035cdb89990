package dev.wavewright.workflows.wave;

import static dev.wavewright.workflows.wave.Projects.key;
import static dev.wavewright.workflows.wave.Projects.project;
import static dev.wavewright.workflows.wave.WaveLab.eventually;
import static dev.wavewright.workflows.wave.WaveLab.issue;
import static dev.wavewright.workflows.wave.WaveLab.phase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.testing.RecordedHistory;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
class WaveHistoriesTest {
  private static final String FOLDER = "histories/wave/";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "park-retry-cancel-run-1.json",
        "park-retry-cancel-run-2.json",
        "park-retry-cancel-run-3.json",
        "dependents-run-1.json"
      })
  @DisplayName("C15: a recorded history of a wave replays")
  void recordedHistoriesReplay(String file) throws Exception {
    assertThat(RecordedHistory.text(FOLDER + file)).contains("\"WaveWorkflow\"");
    RecordedHistory.replay(FOLDER + file, WaveWorkflowImpl.class);
  }

  @Test
  @DisplayName("C15: the replay test can fail: a wave that starts nothing does not fit")
  void startingNothingDoesNotReplay() {
    assertThatThrownBy(
            () ->
                RecordedHistory.replay(
                    FOLDER + "park-retry-cancel-run-1.json", StartsNothing.class))
        .hasMessageContaining("TMPRL1100");
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.record", matches = ".+")
  void record() throws IOException {
    Path folder = Path.of(System.getProperty("golden.record"));
    IssueKey a = key(0, 1);
    IssueKey b = key(1, 2);
    IssueKey c = key(2, 3);
    IssueKey d = key(0, 4);
    try (WaveLab lab = new WaveLab()) {
      WavePlan plan =
          WaveLab.plan(
              project(0, List.of(1, 1, 1)), issue(a, 1), issue(b, 1), issue(d, 1), issue(c, 2, a));
      WaveWorkflow wave =
          lab.start(new WaveState(WaveState.VERSION, plan, 30, null, null, List.of(), 0));
      eventually("two work", () -> lab.inFlight().size() == 2);
      IssueKey first = lab.working(a) ? a : d;
      lab.park(first);
      eventually("parked", () -> phase(wave.status(), first) == Phase.PARKED);
      lab.issue(first).retry("a person");
      lab.land(b);
      lab.land(first.equals(a) ? d : a);
      lab.land(first);
      eventually("c works", () -> lab.working(c));
      wave.cancel("a person");
      lab.result();

      List<WorkflowExecutionHistory> runs = lab.histories().reversed();
      Files.createDirectories(folder);
      for (int i = 0; i < runs.size(); i++) {
        Files.writeString(
            folder.resolve("park-retry-cancel-run-" + (i + 1) + ".json"), runs.get(i).toJson(true));
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.record", matches = ".+")
  void recordDependents() throws IOException {
    Path folder = Path.of(System.getProperty("golden.record"));
    IssueKey a = key(0, 1);
    IssueKey b = key(1, 2);
    IssueKey c = key(2, 3);
    try (WaveLab lab = new WaveLab()) {
      lab.start(project(1, List.of(1, 1, 1)), issue(a, 1), issue(b, 2, a), issue(c, 3, a, b));
      List.of(a, b, c).forEach(lab::land);
      lab.result();
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("dependents-run-1.json"), lab.histories().getFirst().toJson(true));
    }
  }

  /** A wave that forgets its issues. */
  public static final class StartsNothing implements WaveWorkflow {
    private boolean cancelled;

    @Override
    public WaveStatus run(WaveState state) {
      Workflow.await(() -> cancelled);
      return status();
    }

    @Override
    public void report(IssueReport report) {}

    @Override
    public void cancel(String by) {
      cancelled = true;
    }

    @Override
    public void skip(String key) {}

    @Override
    public void retry(String key) {}

    @Override
    public WaveStatus status() {
      return new WaveStatus(
          Projects.WAVE, WaveStatus.WavePhase.RUNNING, Instant.EPOCH, null, List.of());
    }
  }
}
