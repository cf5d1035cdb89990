package dev.wavewright.workflows.tracker;

import static dev.wavewright.workflows.tracker.TrackerLab.eventually;
import static dev.wavewright.workflows.tracker.TrackerLab.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrackerWorkflowTest {
  @Test
  @DisplayName("every issue shows its phase, what landed is handed over, and the tracker ends")
  void wholeLife() {
    try (TrackerLab lab = new TrackerLab()) {
      lab.tracker.issue(1, Phase.QUEUED);
      lab.tracker.issue(2, Phase.QUEUED);
      lab.start();
      eventually("both are shown", () -> lab.tracker.shown(2) == Phase.QUEUED);
      lab.tracker.issue(1, Phase.DONE);
      lab.tracker.issue(2, Phase.PARKED);
      lab.tracker.settle(true);
      eventually("parked is shown", () -> lab.tracker.shown(2) == Phase.PARKED);
      lab.tracker.close();

      TrackerStatus end = lab.result();

      assertThat(end.shown()).isEqualTo(2);
      assertThat(end.left()).isZero();
      assertThat(end.settled()).isTrue();
      assertThat(end.handOffs())
          .singleElement()
          .satisfies(handOff -> assertThat(handOff.url()).endsWith("/acme/api/pull/1"));
      assertThat(lab.tracker.shown(1)).isEqualTo(Phase.DONE);
      assertThat(lab.tracker.text(1))
          .contains("[pull request](https://github.com/acme/api/pull/1)");
      assertThat(lab.tracker.handOffs().getLast().body())
          .contains("Closes acme/api#1", "acme/api#2 parked, check-failed", "exactly once");
      assertThat(lab.details()).contains("2 of 2 shown");
    }
  }

  @Test
  @DisplayName("a wave in which nothing changes is not written again, however often a run renews")
  void nothingIsWrittenTwice() {
    try (TrackerLab lab = new TrackerLab()) {
      lab.tracker.issue(1, Phase.QUEUED);
      lab.tracker.issue(2, Phase.PARKED);
      lab.start(15);
      eventually("both are shown", () -> lab.tracker.shown(1) != null);
      lab.tracker.issue(1, Phase.CANCELLED);
      eventually("cancelled is shown", () -> lab.tracker.shown(1) == Phase.CANCELLED);
      lab.tracker.close();
      lab.result();

      assertThat(lab.tracker.written()).containsExactlyInAnyOrder(key(1), key(1), key(2));
      assertThat(lab.histories()).hasSizeGreaterThan(1);
      assertThat(lab.tracker.handOffs()).isEmpty();
    }
  }

  @Test
  @DisplayName("a wish for patience is shown, and until then nothing is written")
  void patience() {
    try (TrackerLab lab = new TrackerLab()) {
      Instant until = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
      lab.tracker.issue(1, Phase.QUEUED);
      lab.tracker.pause(until);
      TrackerWorkflow workflow = lab.start();
      eventually("a pause", () -> until.equals(workflow.status().pausedUntil()));
      lab.tracker.issue(2, Phase.CANCELLED);
      eventually("looking goes on", () -> workflow.status().issues() == 2);

      assertThat(workflow.status().pause()).isEqualTo("secondary limit");
      assertThat(lab.details()).contains("Paused until " + until);
      assertThat(lab.tracker.written()).isEmpty();
    }
  }

  @Test
  @DisplayName("one issue that refuses its marker keeps no other from being shown")
  void refusal() {
    try (TrackerLab lab = new TrackerLab()) {
      lab.tracker.issue(1, Phase.PARKED);
      lab.tracker.issue(2, Phase.PARKED);
      lab.tracker.refuse(1);
      lab.start();
      eventually("the other is shown", () -> lab.tracker.shown(2) == Phase.PARKED);
      lab.tracker.close();

      TrackerStatus end = lab.result();

      assertThat(end.refusals())
          .containsExactly(new TrackerStatus.Refusal(key(1), "the issue is locked"));
      assertThat(end.shown()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("a tracker that cannot be reached ends nothing; the reason is shown")
  void failure() {
    try (TrackerLab lab = new TrackerLab()) {
      lab.tracker.issue(1, Phase.PARKED);
      lab.tracker.breakDown(true);
      TrackerWorkflow workflow = lab.start();
      eventually(
          "the reason, and a time to go on",
          () -> {
            TrackerStatus status = workflow.status();
            return "the token is gone".equals(status.pause()) && status.pausedUntil() != null;
          });
      eventually("the details", () -> lab.details().contains("the token is gone"));
    }
  }
}
