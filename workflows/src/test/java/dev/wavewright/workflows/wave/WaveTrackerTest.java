package dev.wavewright.workflows.wave;

import static dev.wavewright.workflows.wave.Projects.key;
import static dev.wavewright.workflows.wave.Projects.project;
import static dev.wavewright.workflows.wave.WaveLab.eventually;
import static dev.wavewright.workflows.wave.WaveLab.issue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.TrackerSettings;
import dev.wavewright.workflows.tracker.TrackerStatus;
import dev.wavewright.workflows.tracker.TrackerWorkflow;
import io.temporal.client.WorkflowNotFoundException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WaveTrackerTest {
  private static final IssueKey A = key(0, 1);
  private static final String TRACKER = TrackerWorkflow.id(Projects.WAVE);

  private static ProjectSettings onGitHub() {
    ProjectSettings files = project(0, List.of(1));
    return new ProjectSettings(
        files.project(),
        files.folder(),
        files.state(),
        files.repositories(),
        TrackerSettings.gitHub(
            new GitHubSettings(
                GitHubSettings.PUBLIC_API,
                "GITHUB_TOKEN",
                null,
                GitHubSettings.Trust.WRITE_ACCESS)),
        files.agents(),
        files.reviewer(),
        files.inFlight(),
        files.priorityLabels(),
        files.limits());
  }

  private static boolean tracked(WaveLab lab) {
    try {
      return lab.isOpen(TRACKER);
    } catch (WorkflowNotFoundException none) {
      return false;
    }
  }

  @Test
  @DisplayName("a wave of GitHub's issues starts what shows it there, and ends without it")
  void onGitHubIssues() {
    try (WaveLab lab = new WaveLab()) {
      WaveWorkflow wave = lab.start(onGitHub(), issue(A, 1));
      eventually("a tracker", () -> tracked(lab));

      TrackerStatus told = lab.stub(TRACKER).query("status", TrackerStatus.class);
      assertThat(told.wave()).isEqualTo(Projects.WAVE);
      assertThat(told.pausedUntil()).as("the wave's own time").isEqualTo(wave.status().started());
      assertThat(told.pause()).isEqualTo(TrackerSettings.GITHUB);
      lab.land(A);

      assertThat(lab.result().issues()).allMatch(each -> each.phase() == Phase.DONE);
      assertThat(lab.isOpen(TRACKER)).as("it writes what is left after the wave's end").isTrue();
    }
  }

  @Test
  @DisplayName("a wave of issue files starts none")
  void onIssueFiles() {
    try (WaveLab lab = new WaveLab()) {
      lab.start(project(0, List.of(1)), issue(A, 1));
      lab.land(A);

      assertThat(lab.result().issues()).allMatch(each -> each.phase() == Phase.DONE);
      assertThat(tracked(lab)).isFalse();
    }
  }
}
