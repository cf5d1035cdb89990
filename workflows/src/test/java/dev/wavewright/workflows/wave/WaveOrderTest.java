package dev.wavewright.workflows.wave;

import static dev.wavewright.workflows.wave.Projects.key;
import static dev.wavewright.workflows.wave.Projects.project;
import static dev.wavewright.workflows.wave.WaveLab.eventually;
import static dev.wavewright.workflows.wave.WaveLab.phase;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who gets a free place when a wave starts. */
class WaveOrderTest {
  private static final int ISSUES = 5;

  /** An issue of a repository of its own; its rank is better the longer it takes. */
  private static PlannedIssue taking(int number, Duration expected, IssueKey... dependsOn) {
    IssueKey key = key(number, number + 1);
    return new PlannedIssue(
        key,
        "title of " + key,
        "digest",
        key.repository().orElseThrow(),
        Priority.DEFAULT,
        "scripted",
        List.of(dependsOn),
        List.of(),
        null,
        dependsOn.length == 0 ? 1 : 2,
        expected);
  }

  /** Issue 1 has the worst rank, the last issue the best. */
  private static PlannedIssue[] worstFirst() {
    return IntStream.range(0, ISSUES)
        .mapToObj(number -> taking(number, Duration.ofMinutes(10L + number)))
        .toArray(PlannedIssue[]::new);
  }

  @Test
  @DisplayName(
      "C7: with a cap of one the issues of a wave are granted best rank first, whatever their"
          + " numbers, every time")
  void bestRankFirst() {
    List<IssueKey> best =
        IntStream.range(0, ISSUES).mapToObj(n -> key(ISSUES - 1 - n, ISSUES - n)).toList();
    try (WaveLab lab = new WaveLab()) {
      for (int round = 0; round < 5; round++) {
        lab.start(project(1, List.of(1, 1, 1, 1, 1)), worstFirst());
        List<IssueKey> granted = new ArrayList<>();
        while (granted.size() < ISSUES) {
          eventually("one is granted", () -> !lab.inFlight().isEmpty());
          IssueKey next = lab.inFlight().getFirst();
          granted.add(next);
          lab.land(next);
          eventually(next + " gives its lease back", () -> !lab.inFlight().contains(next));
        }
        assertThat(granted).as("round %d", round).isEqualTo(best);
        assertThat(lab.result().issues()).allMatch(issue -> issue.phase() == Phase.DONE);
      }
    }
  }

  @Test
  @DisplayName(
      "a wave asks for the issues that may get a place in one message, for the others in a second")
  void twoMessages() {
    try (WaveLab lab = new WaveLab()) {
      WaveWorkflow wave = lab.start(project(2, List.of(1, 1, 1, 1, 1)), worstFirst());
      eventually("two work", () -> lab.inFlight().size() == 2);
      eventually("the others wait", () -> lab.view().waiting().size() == ISSUES - 2);
      assertThat(lab.events(EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED))
          .isEqualTo(2);
      wave.cancel("the test");
      assertThat(lab.result().issues()).allMatch(issue -> issue.phase() == Phase.CANCELLED);
      eventually("nobody holds or waits", () -> lab.inFlight().isEmpty());
      assertThat(lab.view().waiting()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "C7: with a cap of one a dependent that outranks who waits gets the place of the issue it"
          + " waited for, every time")
  void dependentBeforeWhoWaited() {
    IssueKey first = key(0, 1);
    IssueKey waits = key(1, 2);
    IssueKey dependent = key(2, 3);
    try (WaveLab lab = new WaveLab()) {
      for (int round = 0; round < 5; round++) {
        lab.start(
            project(1, List.of(1, 1, 1)),
            taking(0, Duration.ofMinutes(10)),
            taking(1, Duration.ofMinutes(20)),
            taking(2, Duration.ofMinutes(30), first));
        for (IssueKey expected : List.of(first, dependent, waits)) {
          eventually("one is granted", () -> !lab.inFlight().isEmpty());
          assertThat(lab.inFlight()).as("round %d", round).containsExactly(expected);
          lab.land(expected);
          eventually(expected + "'s lease is back", () -> !lab.inFlight().contains(expected));
        }
        assertThat(lab.result().issues()).allMatch(issue -> issue.phase() == Phase.DONE);
      }
    }
  }

  @Test
  @DisplayName("a landed issue whose dependents cannot start yet holds up nobody")
  void nothingToStart() {
    IssueKey first = key(0, 1);
    IssueKey waits = key(1, 2);
    try (WaveLab lab = new WaveLab()) {
      WaveWorkflow wave =
          lab.start(
              project(1, List.of(1, 1, 1)),
              taking(0, Duration.ofMinutes(10)),
              taking(1, Duration.ofMinutes(5)),
              taking(2, Duration.ofMinutes(30), first, waits));
      lab.land(first);
      eventually("the next works", () -> lab.working(waits));
      assertThat(lab.inFlight()).containsExactly(waits);
      wave.cancel("the test");
      lab.result();
      eventually("nobody holds", () -> lab.inFlight().isEmpty());
    }
  }

  @Test
  @DisplayName("issues of a wave that finds no gate are told so, and a retry asks again")
  void noGate() {
    try (WaveLab lab = new WaveLab()) {
      lab.stub(CapacityWorkflow.ID).terminate("a test ends it");
      IssueKey only = key(0, 1);
      WaveWorkflow wave = lab.start(project(1, List.of(1)), taking(0, Duration.ofMinutes(10)));
      eventually("it is parked", () -> phase(wave.status(), only) == Phase.PARKED);

      lab.startGate();
      lab.issue(only).retry("a person");
      lab.land(only);

      assertThat(phase(lab.result(), only)).isEqualTo(Phase.DONE);
    }
  }
}
