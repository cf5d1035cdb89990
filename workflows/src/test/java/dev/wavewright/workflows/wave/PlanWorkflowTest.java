package dev.wavewright.workflows.wave;

import static dev.wavewright.workflows.wave.Projects.commit;
import static dev.wavewright.workflows.wave.Projects.key;
import static dev.wavewright.workflows.wave.Projects.project;
import static dev.wavewright.workflows.wave.Projects.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import io.temporal.activity.Activity;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The way from tracker, hubs and running workflows to a plan, on Temporal's test server. */
class PlanWorkflowTest {
  private static final String QUEUE = "wavewright";
  private static final HostId HOST = new HostId("alpha");

  private final List<PlanActivities.TrackedIssue> tracker = new ArrayList<>();
  private final List<PlanActivities.Landing> landings = new ArrayList<>();
  private final List<PlanActivities.Owner> owners = new ArrayList<>();
  private final List<String> objections = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final Map<String, String> asked = new TreeMap<>();
  private final String planId = "plan/" + Projects.WAVE;
  private @Nullable String broken;

  private TestWorkflowEnvironment temporal;

  /** Answers from lists, and notes on which queue each question came. */
  private final class Facts implements PlanActivities {
    @Override
    public TrackerReading readIssues(ProjectSettings project, Wanted wanted) {
      note("readIssues");
      if (broken != null) {
        throw ApplicationFailure.newNonRetryableFailure(broken, "tracker");
      }
      return new TrackerReading(tracker, objections, remarks, 0);
    }

    @Override
    public List<Landing> readLandings(ProjectSettings project) {
      note("readLandings");
      return List.copyOf(landings);
    }

    @Override
    public List<Owner> findOwners(List<IssueKey> keys) {
      note("findOwners");
      return owners.stream().filter(owner -> keys.contains(owner.key())).toList();
    }

    private void note(String question) {
      asked.put(question, Activity.getExecutionContext().getInfo().getActivityTaskQueue());
    }
  }

  @BeforeEach
  void start() {
    temporal = TestWorkflowEnvironment.newInstance();
    Facts facts = new Facts();
    Worker worker = temporal.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(PlanWorkflowImpl.class);
    worker.registerActivitiesImplementations(facts);
    temporal.newWorker(HOST.taskQueue()).registerActivitiesImplementations(facts);
    temporal.start();
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  private PlanReport plan(boolean allowHeld, IssueKey... keys) {
    return temporal
        .getWorkflowClient()
        .newWorkflowStub(
            PlanWorkflow.class,
            WorkflowOptions.newBuilder().setTaskQueue(QUEUE).setWorkflowId(planId).build())
        .plan(
            new PlanRequest(
                Projects.WAVE,
                project(0, List.of(1, 1)),
                List.of(keys),
                null,
                null,
                keys.length == 0,
                HOST,
                allowHeld,
                Duration.ofHours(3)));
  }

  private void track(IssueKey key, List<String> labels, IssueKey... dependsOn) {
    tracker.add(
        new PlanActivities.TrackedIssue(
            key,
            "title of " + key,
            key.folder() + ".md",
            "digest of " + key,
            labels,
            null,
            true,
            false,
            List.of(dependsOn),
            null));
  }

  @Test
  @DisplayName("a plan freezes what tracker and hubs say: layers, digests, priorities, what landed")
  void plans() {
    track(key(0, 1), List.of());
    track(key(0, 2), List.of("sev1"), key(0, 1));
    track(key(1, 3), List.of(), key(0, 2), key(0, 1));
    landings.add(new PlanActivities.Landing(key(0, 1), repository(0), commit(7)));

    PlanReport report = plan(false);

    assertThat(report.refusals()).isEmpty();
    assertThat(report.alreadyLanded()).containsExactly(key(0, 1));
    assertThat(report.order()).containsExactly(key(0, 2), key(1, 3));
    assertThat(report.expectedMakespan()).isPositive();
    assertThat(report.whatIf()).extracting(PlanReport.WhatIf::parallel).contains(1, 2, 4);
    WavePlan plan = Objects.requireNonNull(report.plan());
    assertThat(plan.wave()).isEqualTo(Projects.WAVE);
    assertThat(plan.deadline()).isEqualTo(Duration.ofHours(3));
    PlannedIssue first = plan.issues().getFirst();
    assertThat(first.key()).isEqualTo(key(0, 2));
    assertThat(first.digest()).isEqualTo("digest of acme/r0#2");
    assertThat(first.priority()).isEqualTo(new Priority(0));
    assertThat(first.layer()).isEqualTo(1);
    PlannedIssue second = plan.issues().getLast();
    assertThat(second.dependsOn()).containsExactly(key(0, 2));
    assertThat(second.landed())
        .containsExactly(
            new LandedDependency(key(0, 1), repository(0), commit(7), "title of acme/r0#1"));
    assertThat(second.layer()).isEqualTo(2);
    assertThat(asked)
        .as("disks are read on their host, owners are looked for anywhere")
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "readIssues", HOST.taskQueue(),
                "readLandings", HOST.taskQueue(),
                "findOwners", QUEUE));
  }

  @Test
  @DisplayName("what a tracker objects to refuses the plan, and its remarks come back as warnings")
  void passesOnWhatTheTrackerSays() {
    track(key(0, 1), List.of());
    remarks.add("acme/r0#1 says 'Depends on #9', which GitHub does not list");

    assertThat(plan(false).warnings()).containsExactlyElementsOf(remarks);

    objections.add("acme/r0#1 depends on acme/secret#4, which the token may not see");
    PlanReport report = plan(false);

    assertThat(report.plan()).isNull();
    assertThat(report.refusals()).containsExactlyElementsOf(objections);
    assertThat(report.warnings()).containsExactlyElementsOf(remarks);
  }

  @Test
  @DisplayName(
      "W1, defect 6: a cycle, a dependency on nothing and every other refusal comes back as a"
          + " sentence, and there is no plan")
  void refuses() {
    track(key(0, 1), List.of(), key(1, 2));
    track(key(1, 2), List.of(), key(0, 1));
    track(key(0, 3), List.of(), key(0, 3));
    track(key(0, 4), List.of(), key(0, 99));
    track(key(5, 6), List.of());

    PlanReport report = plan(false);

    assertThat(report.plan()).isNull();
    assertThat(report.refusals())
        .anySatisfy(why -> assertThat(why).contains("acme/r0#1 needs acme/r1#2 needs acme/r0#1"))
        .anySatisfy(why -> assertThat(why).contains("acme/r0#3").contains("depends on itself"))
        .anySatisfy(why -> assertThat(why).contains("depends on acme/r0#99"))
        .anySatisfy(
            why ->
                assertThat(why)
                    .contains("acme~r5~6.md")
                    .contains("which the project does not have: it has acme/r0, acme/r1"));
  }

  @Test
  @DisplayName(
      "an issue that a live wave drives is refused; one held outside only warns when asked")
  void ownedAndHeld() {
    track(key(0, 1), List.of());
    track(key(0, 2), List.of(), key(0, 1));
    owners.add(new PlanActivities.Owner(key(0, 2), "wave/shop/other"));

    assertThat(plan(false, key(0, 2)).refusals())
        .anySatisfy(why -> assertThat(why).contains("wave/shop/other"));

    owners.clear();
    assertThat(plan(false, key(0, 2)).plan()).isNull();
    PlanReport looked = plan(true, key(0, 2));
    assertThat(looked.warnings()).singleElement().asString().contains("acme/r0#1");
    assertThat(Objects.requireNonNull(looked.plan()).issues().getFirst().heldBy())
        .isEqualTo(key(0, 1));
  }

  @Test
  @DisplayName("each reading beats, so that the loss of its worker shows after half a minute")
  void deadReader() {
    track(key(0, 1), List.of());
    PlanReport unused = plan(false);
    List<ActivityTaskScheduledEventAttributes> scheduled =
        temporal.getWorkflowClient().fetchHistory(planId).getEvents().stream()
            .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
            .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
            .toList();
    assertThat(scheduled)
        .extracting(each -> each.getActivityType().getName())
        .containsExactlyInAnyOrder("ReadLandings", "ReadIssues", "FindOwners");
    assertThat(scheduled)
        .allSatisfy(each -> assertThat(each.getHeartbeatTimeout().getSeconds()).isEqualTo(30))
        .allSatisfy(each -> assertThat(each.getStartToCloseTimeout().getSeconds()).isEqualTo(300));
  }

  @Test
  @DisplayName("a tracker that cannot be read fails the plan with the tracker's own words")
  void brokenTracker() {
    broken = "7.md:3: it has no repo; add repo: owner/name";

    assertThatThrownBy(() -> plan(false))
        .isInstanceOf(WorkflowFailedException.class)
        .hasStackTraceContaining("7.md:3: it has no repo; add repo: owner/name");
  }
}
