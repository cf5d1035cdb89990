package dev.wavewright.workflows.wave;

import static dev.wavewright.workflows.wave.Projects.commit;
import static dev.wavewright.workflows.wave.Projects.key;
import static dev.wavewright.workflows.wave.Projects.project;
import static dev.wavewright.workflows.wave.WaveLab.eventually;
import static dev.wavewright.workflows.wave.WaveLab.issue;
import static dev.wavewright.workflows.wave.WaveLab.line;
import static dev.wavewright.workflows.wave.WaveLab.phase;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WaveWorkflowTest {
  private static final IssueKey A = key(0, 1);
  private static final IssueKey B = key(1, 2);
  private static final IssueKey C = key(2, 3);
  private static final IssueKey D = key(0, 4);

  @Test
  @DisplayName("W2: an issue starts the moment its own dependencies landed, while others work on")
  void startsWithoutBarrier() {
    try (WaveLab lab = new WaveLab()) {
      WaveWorkflow wave =
          lab.start(project(0, List.of(1, 1, 1)), issue(A, 1), issue(B, 1), issue(C, 2, A));
      eventually("A and B work", () -> lab.working(A) && lab.working(B));
      assertThat(lab.exists(C)).isFalse();
      assertThat(line(wave.status(), C))
          .returns(Phase.WAITING_DEPENDENCIES, WaveStatus.IssueLine::phase)
          .returns(WaitReason.DEPENDENCY_NOT_LANDED, WaveStatus.IssueLine::reason);

      lab.land(A);
      eventually("C works", () -> lab.working(C));

      assertThat(lab.working(B)).isTrue();
      assertThat(lab.input(C).dependencies())
          .containsExactly(
              new LandedDependency(A, Projects.repository(0), commit(1), "title of " + A));
      lab.land(B);
      lab.land(C);
      WaveStatus result = lab.result();
      assertThat(result.phase()).isEqualTo(WavePhase.ENDED);
      assertThat(result.issues()).allMatch(each -> each.phase() == Phase.DONE);
    }
  }

  @Test
  @DisplayName("W4, defect 5: a failed issue holds exactly its dependents until it landed")
  void failureHoldsExactlyItsDependents() {
    try (WaveLab lab = new WaveLab()) {
      WaveWorkflow wave =
          lab.start(
              project(0, List.of(1, 1, 1)),
              issue(A, 1),
              issue(B, 1),
              issue(C, 2, A),
              issue(D, 3, C));
      lab.park(A);
      eventually("C is held", () -> phase(wave.status(), C) == Phase.HELD);

      assertThat(line(wave.status(), D))
          .returns(Phase.HELD, WaveStatus.IssueLine::phase)
          .returns(WaitReason.DEPENDENCY_STOPPED, WaveStatus.IssueLine::reason)
          .returns(A + " is parked", WaveStatus.IssueLine::detail);
      lab.land(B);
      eventually(
          "only people can go on", () -> wave.status().phase() == WavePhase.WAITING_FOR_PEOPLE);
      assertThat(phase(wave.status(), B)).isEqualTo(Phase.DONE);
      assertThat(lab.exists(C)).isFalse();

      lab.issue(A).retry("a person");
      lab.land(A);
      lab.land(C);
      lab.land(D);
      assertThat(lab.result().issues()).allMatch(each -> each.phase() == Phase.DONE);
    }
  }

  @Test
  @DisplayName("W3: a wave with parked and held issues stays open until people gave them up")
  void waitsForPeople() {
    try (WaveLab lab = new WaveLab()) {
      WaveWorkflow wave = lab.start(project(0, List.of(1, 1, 1)), issue(A, 1), issue(C, 2, A));
      lab.park(A);
      eventually("waiting", () -> wave.status().phase() == WavePhase.WAITING_FOR_PEOPLE);
      assertThat(lab.isOpen(Projects.WAVE.workflowId())).isTrue();

      wave.skip(C.value());
      lab.issue(A).cancel("a person");

      WaveStatus result = lab.result();
      assertThat(phase(result, A)).isEqualTo(Phase.CANCELLED);
      assertThat(phase(result, C)).isEqualTo(Phase.SKIPPED);
    }
  }

  @Test
  @DisplayName("W6, defect 7: an issue that cannot be started is told apart, the others go on")
  void refusedStartHurtsNobody() {
    try (WaveLab lab = new WaveLab()) {
      PlannedIssue first = issue(A, 1);
      WavePlan plan = WaveLab.plan(project(0, List.of(1, 1, 1)), first, issue(B, 1));
      lab.startNamesake(first);
      eventually("the namesake works", () -> lab.working(A));

      WaveWorkflow wave = lab.start(WaveState.initial(plan));
      eventually("A is parked", () -> phase(wave.status(), A) == Phase.PARKED);
      assertThat(line(wave.status(), A).detail()).contains(A.workflowId() + " is running already");
      lab.land(B);
      eventually("B is done", () -> phase(wave.status(), B) == Phase.DONE);

      lab.terminate(A);
      wave.retry(A.value());
      eventually("A was started", () -> line(wave.status(), A).started());
      wave.cancel("the test");
      assertThat(phase(lab.result(), B)).isEqualTo(Phase.DONE);
    }
  }

  @Test
  @DisplayName("W6: an issue whose workflow failed in silence is found and parked")
  void findsSilentlyEndedIssue() {
    try (WaveLab lab = new WaveLab()) {
      WaveWorkflow wave =
          lab.start(project(0, List.of(1, 1, 1)), issue(A, 1), issue(B, 1), issue(C, 2, A));
      eventually("A and B work", () -> lab.working(A) && lab.working(B));
      lab.orders(A).vanish();
      eventually("A is parked", () -> phase(wave.status(), A) == Phase.PARKED);

      assertThat(line(wave.status(), A))
          .returns(WaitReason.INTERNAL_ERROR, WaveStatus.IssueLine::reason);
      assertThat(phase(wave.status(), B)).isEqualTo(Phase.QUEUED);
      assertThat(phase(wave.status(), C)).isEqualTo(Phase.HELD);
    }
  }

  @Test
  @DisplayName("W3: continuing as new keeps every issue and starts none twice")
  void continuesAsNew() {
    try (WaveLab lab = new WaveLab()) {
      WavePlan plan =
          WaveLab.plan(
              project(0, List.of(1, 1, 1)),
              issue(A, 1),
              issue(B, 1),
              issue(C, 2, A),
              issue(D, 3, C));
      lab.start(new WaveState(WaveState.VERSION, plan, 15, null, null, List.of(), 0));
      lab.land(A);
      lab.land(C);
      lab.land(B);
      lab.land(D);

      WaveStatus result = lab.result();

      assertThat(result.issues()).allMatch(each -> each.phase() == Phase.DONE);
      assertThat(result.issues())
          .extracting(WaveStatus.IssueLine::landed)
          .containsExactly(commit(1), commit(2), commit(3), commit(4));
      assertThat(lab.histories()).hasSizeGreaterThan(1);
      assertThat(lab.events(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED)).isEqualTo(4);
    }
  }

  @Test
  @DisplayName("W3: a wave that renews itself at every turn loses no start, report or cancel")
  void renewsAtEveryTurn() {
    try (WaveLab lab = new WaveLab()) {
      WavePlan plan =
          WaveLab.plan(
              project(0, List.of(1, 1, 1)),
              issue(A, 1),
              issue(B, 1),
              issue(D, 1),
              issue(C, 2, A, B));
      WaveWorkflow wave =
          lab.start(new WaveState(WaveState.VERSION, plan, 5, null, null, List.of(), 0));
      lab.land(B);
      lab.land(A);
      eventually("C and D work", () -> lab.working(C) && lab.working(D));
      lab.park(D);
      wave.cancel("a person");

      WaveStatus result = lab.result();

      assertThat(phase(result, A)).isEqualTo(Phase.DONE);
      assertThat(phase(result, B)).isEqualTo(Phase.DONE);
      assertThat(phase(result, C)).isEqualTo(Phase.CANCELLED);
      assertThat(phase(result, D)).isEqualTo(Phase.CANCELLED);
      // How many runs there are depends on how the server batches messages; that there are several
      // is
      // what makes this test one of renewal.
      assertThat(lab.histories()).hasSizeGreaterThan(1);
    }
  }

  @Test
  @DisplayName(
      "C13: a wave larger than its share of the gate asks for its best issues, and for the next"
          + " whenever one is through, over many runs")
  void throttlesItself() {
    try (WaveLab lab = new WaveLab()) {
      List<PlannedIssue> issues = new ArrayList<>();
      for (int number = 1; number <= 6; number++) {
        issues.add(issue(key(0, number), 1));
      }
      WavePlan plan = WaveLab.plan(project(0, List.of(1)), issues.toArray(PlannedIssue[]::new));
      WaveWorkflow wave =
          lab.start(new WaveState(WaveState.VERSION, plan, 15, null, null, List.of(), 2));
      for (int number = 1; number <= 6; number++) {
        IssueKey first = key(0, number);
        IssueKey last = key(0, Math.min(6, number + 1));
        eventually("one works, one waits", () -> lab.working(first) && lab.exists(last));
        if (number < 5) {
          assertThat(lab.exists(key(0, number + 2))).isFalse();
          assertThat(line(wave.status(), key(0, number + 2)))
              .returns(Phase.QUEUED, WaveStatus.IssueLine::phase)
              .returns(WaitReason.POOL_FULL, WaveStatus.IssueLine::reason)
              .extracting(WaveStatus.IssueLine::detail)
              .asString()
              .startsWith("waits in the wave");
        }
        lab.land(first);
      }
      assertThat(lab.result().issues()).allMatch(each -> each.phase() == Phase.DONE);
      assertThat(lab.events(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED)).isEqualTo(6);
    }
  }

  @Test
  @DisplayName("W3: a cancelled wave ends its live issues, never starts the others, and ends")
  void cancels() {
    try (WaveLab lab = new WaveLab()) {
      WaveWorkflow wave =
          lab.start(project(1, List.of(1, 1, 1)), issue(A, 1), issue(B, 1), issue(C, 2, A));
      eventually("one works", () -> lab.working(A) || lab.working(B));
      IssueKey waits = lab.working(A) ? B : A;

      wave.cancel("a person");

      WaveStatus result = lab.result();
      assertThat(result.issues()).allMatch(each -> each.phase() == Phase.CANCELLED);
      assertThat(lab.exists(C)).isFalse();
      assertThat(lab.everGranted(waits)).as("the place of " + waits + "'s rival").isFalse();
      eventually("no issue is in flight", () -> lab.inFlight().isEmpty());
    }
  }

  @Test
  @DisplayName("WAVE-9: two repositories run concurrently while one serialises two issues")
  void repositoriesRunConcurrently() {
    try (WaveLab lab = new WaveLab()) {
      lab.start(project(3, List.of(1, 1)), issue(A, 1), issue(B, 1), issue(D, 1));
      eventually("two work", () -> held(lab) == 2);
      List<IssueKey> holding = lab.inFlight();
      IssueKey first = holding.contains(A) ? A : D;
      IssueKey second = first.equals(A) ? D : A;

      assertThat(holding).containsExactlyInAnyOrder(first, B);
      eventually("both work", () -> lab.working(first) && lab.working(B));
      eventually("the other waits", () -> lab.view().waiting().size() == 1);
      assertThat(lab.view().waiting())
          .singleElement()
          .returns(second, CapacityView.Waiting::key)
          .satisfies(waiting -> assertThat(waiting.reason()).contains("repository:acme/r0"));

      lab.land(first);
      lab.land(second);
      assertThat(lab.working(B)).isTrue();
      lab.land(B);
      assertThat(lab.result().phase()).isEqualTo(WavePhase.ENDED);
    }
  }

  @Test
  @DisplayName("WAVE-9: cap 1 forces full sequence, a dependent after what it needs")
  void capOneForcesFullSequence() {
    try (WaveLab lab = new WaveLab()) {
      WaveWorkflow wave =
          lab.start(project(1, List.of(1, 1, 1)), issue(A, 1), issue(B, 1), issue(C, 2, B));
      Set<IssueKey> landed = new LinkedHashSet<>();
      while (landed.size() < 3) {
        // The place of one that landed is its own until the wave has asked for its dependents.
        eventually("another one works", () -> !landed.containsAll(lab.inFlight()));
        List<IssueKey> inFlight = lab.inFlight();
        assertThat(inFlight).hasSize(1);
        IssueKey now = inFlight.getFirst();
        landed.add(now);
        lab.land(now);
        eventually(now + " landed", () -> phase(wave.status(), now) == Phase.DONE);
      }
      assertThat(List.copyOf(landed).indexOf(B)).isLessThan(List.copyOf(landed).indexOf(C));
      assertThat(lab.result().phase()).isEqualTo(WavePhase.ENDED);
    }
  }

  @Test
  @DisplayName("C7: when work lands the gate is told the new order of what waits")
  void reordersTheGate() {
    try (WaveLab lab = new WaveLab()) {
      IssueKey e = key(1, 5);
      IssueKey f = key(2, 6);
      lab.gate.steer(new CapSteering(CapSteering.Action.PAUSE, null, 0, "tester", "to look"));
      WaveWorkflow wave =
          lab.start(
              project(1, List.of(1, 1, 1)),
              issue(A, 1),
              issue(D, 1),
              issue(e, 1),
              issue(B, 1),
              issue(f, 1));
      eventually("all wait", () -> lab.view().waiting().size() == 5);
      List<IssueKey> before = waiting(lab);

      // A slow landing in one repository makes what waits there count for more.
      Instant now = Instant.now();
      wave.report(
          new IssueReport(f, Phase.DONE, null, commit(6), now, Duration.ofMinutes(1), null));
      wave.report(new IssueReport(e, Phase.DONE, null, commit(5), now, Duration.ofHours(20), null));

      eventually("B before D", () -> waiting(lab).indexOf(B) < waiting(lab).indexOf(D));
      assertThat(before.indexOf(f)).isEqualTo(4);
      assertThat(waiting(lab).indexOf(B)).isLessThan(waiting(lab).indexOf(A));
      wave.cancel("the test");
    }
  }

  @Test
  @DisplayName("issues are legible from outside: ids, summary, search attributes")
  void issuesAreLegible() {
    try (WaveLab lab = new WaveLab()) {
      lab.start(project(0, List.of(1)), issue(A, 1));
      eventually("A works", () -> lab.working(A));

      var description = lab.stub("issue/acme/r0/1").describe();

      assertThat(description.getStaticSummary()).isEqualTo(A + " title of " + A);
      assertThat(description.getTypedSearchAttributes().getUntypedValues().toString())
          .contains("acme/r0", "shop/m1", "queued");
      lab.land(A);
      assertThat(lab.result().phase()).isEqualTo(WavePhase.ENDED);
    }
  }

  private static List<IssueKey> waiting(WaveLab lab) {
    return lab.view().waiting().stream().map(CapacityView.Waiting::key).toList();
  }

  private static int held(WaveLab lab) {
    return lab.inFlight().size();
  }
}
