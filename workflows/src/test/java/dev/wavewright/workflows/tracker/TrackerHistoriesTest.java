package dev.wavewright.workflows.tracker;

import static dev.wavewright.workflows.tracker.TrackerLab.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.testing.RecordedHistory;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
class TrackerHistoriesTest {
  private static final String FOLDER = "histories/tracker/";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parked-and-landed-run-1.json",
        "parked-and-landed-run-2.json",
        "parked-and-landed-run-3.json"
      })
  @DisplayName("C15: a recorded history of a tracker replays")
  void recordedHistoriesReplay(String file) throws Exception {
    assertThat(read(file)).contains("\"AwaitTrackerNews\"");
    RecordedHistory.replay(FOLDER + file, TrackerWorkflowImpl.class);
  }

  @Test
  @DisplayName("C15: the replay test can fail: a tracker that writes before it looks does not fit")
  void anotherOrderDoesNotReplay() {
    assertThatThrownBy(
            () ->
                RecordedHistory.replay(FOLDER + "parked-and-landed-run-1.json", WritesFirst.class))
        .hasMessageContaining("TMPRL1100");
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.record", matches = ".+")
  void record() throws IOException {
    Path folder = Path.of(System.getProperty("golden.record"));
    try (TrackerLab lab = new TrackerLab()) {
      lab.tracker.issue(1, Phase.QUEUED);
      lab.tracker.issue(2, Phase.QUEUED);
      lab.start(60);
      eventually("both are shown", () -> lab.tracker.shown(2) == Phase.QUEUED);
      lab.tracker.issue(1, Phase.IMPLEMENTING);
      eventually("at work", () -> lab.tracker.shown(1) == Phase.IMPLEMENTING);
      lab.tracker.issue(1, Phase.DONE);
      lab.tracker.issue(2, Phase.PARKED);
      lab.tracker.settle(true);
      eventually("parked is shown", () -> lab.tracker.shown(2) == Phase.PARKED);
      lab.tracker.settle(false);
      lab.tracker.issue(2, Phase.IMPLEMENTING);
      eventually("goes on", () -> lab.tracker.shown(2) == Phase.IMPLEMENTING);
      lab.tracker.issue(2, Phase.DONE);
      eventually("done is shown", () -> lab.tracker.shown(2) == Phase.DONE);
      lab.tracker.close();
      lab.result();

      List<WorkflowExecutionHistory> runs = lab.histories();
      Files.createDirectories(folder);
      for (int i = 0; i < runs.size(); i++) {
        Files.writeString(
            folder.resolve("parked-and-landed-run-" + (i + 1) + ".json"), runs.get(i).toJson(true));
      }
    }
  }

  private static String read(String file) throws IOException {
    try (var stream = TrackerHistoriesTest.class.getResourceAsStream("/" + FOLDER + file)) {
      assertThat(stream).as(file).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A tracker that writes before it has looked. */
  public static final class WritesFirst implements TrackerWorkflow {
    @Override
    public TrackerStatus run(TrackerState state) {
      Workflow.newActivityStub(
              TrackerActivities.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build())
          .writeMarkers(
              new TrackerActivities.MarkerRequest(state.project(), state.wave(), List.of()));
      return status();
    }

    @Override
    public TrackerStatus status() {
      return new TrackerStatus(
          TrackerLab.WAVE, 0, 0, 0, false, null, null, false, List.of(), List.of());
    }
  }
}
