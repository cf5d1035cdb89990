package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.host.Listing.Listed;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.Ended;
import dev.wavewright.workflows.capacity.CapacityView.Holding;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.notice.NoticeActivities.Look;
import dev.wavewright.workflows.notice.NoticeConfiguration;
import dev.wavewright.workflows.notice.core.NoticeCore;
import dev.wavewright.workflows.notice.core.Seen;
import dev.wavewright.workflows.notice.core.Sighting;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NoticeLooksTest {
  private static final String QUEUE = "looks";
  private static final Instant THEN = Instant.parse("2026-11-21T09:00:00Z");
  private static final RepositoryName API = new RepositoryName("acme/api");
  private static final NoticeConfiguration SHOP =
      new NoticeConfiguration(
          "shop",
          List.of(API),
          List.of(PoolName.project("shop"), PoolName.repository(API)),
          List.of(NoticeSink.log(List.of())));

  private final List<Listed> open = new ArrayList<>();
  private final List<Listed> expired = new ArrayList<>();
  private final List<Listed> waves = new ArrayList<>();
  private TestWorkflowEnvironment temporal;

  @BeforeEach
  void start() {
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
    temporal
        .newWorker(QUEUE)
        .registerWorkflowImplementationTypes(
            ToldWorkflows.IssueImpl.class, ToldWorkflows.GateImpl.class);
    temporal.start();
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  private <T> T stub(Class<T> type, String id) {
    return temporal
        .getWorkflowClient()
        .newWorkflowStub(
            type, WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(QUEUE).build());
  }

  private Sighting look(Seen seen) {
    Listing listing =
        new Listing() {
          @Override
          public List<Listed> openIssues() {
            return open;
          }

          @Override
          public List<Listed> expiredIssues(Instant from) {
            return expired;
          }

          @Override
          public List<Listed> endedWaves(String project, Instant from) {
            return waves;
          }
        };
    return new NoticeLooks(temporal.getWorkflowClient(), listing, () -> THEN)
        .look(new Look(SHOP, seen));
  }

  private static Listed listed(String workflow, String phase, String wave, String project) {
    return new Listed(workflow, "run", THEN, null, "", phase, API.value(), wave, project, "Title");
  }

  private static Listed ended(String workflow, String how) {
    return new Listed(workflow, "run", THEN, THEN, how, "expired", API.value(), "", "shop", "T");
  }

  private static Waiting waiting(IssueKey key) {
    return new Waiting(
        Ticket.of(key, 1),
        key,
        key.workflowId(),
        1,
        new Priority(2),
        0,
        WaitReason.POOL_FULL,
        null,
        "full",
        THEN,
        null,
        "Title",
        null,
        null,
        null);
  }

  private static PoolView pool(String name, @Nullable String by) {
    return new PoolView(new PoolName(name), 3, by == null ? 3 : 1, 0, 0, by, "why", 1);
  }

  private void gate() {
    IssueKey mine = new IssueKey("acme/api#1");
    IssueKey held = new IssueKey("task/mine");
    Holding holding =
        new Holding(
            Ticket.of(held, 1),
            held,
            held.workflowId(),
            LeaseKind.SESSION,
            new LeaseToken(0, 1),
            List.of(),
            new HostId("h1"),
            THEN,
            false);
    CapacityView view =
        new CapacityView(
            List.of(holding),
            List.of(waiting(mine), waiting(new IssueKey("acme/api#2"))),
            List.of(
                pool("host:h1", null), pool("project:shop", "ada"), pool("project:other", "ada")),
            false,
            List.of(
                new Ended(Ticket.of(mine, 1), "expired"),
                new Ended(Ticket.of(held, 7), "expired")));
    ToldWorkflows.Gate gate = stub(ToldWorkflows.Gate.class, CapacityWorkflow.ID);
    WorkflowClient.start(gate::run, view);
  }

  @Test
  @DisplayName("only what is the project's is seen: its issues, its tasks, its pools and the hosts")
  void onlyTheProjects() {
    open.add(listed("issue/acme/api/1", "queued", "shop/m1", ""));
    open.add(listed("issue/acme/api/2", "queued", "other/m1", ""));
    open.add(listed("task/mine", "implementing", "", "shop"));
    open.add(listed("task/theirs", "implementing", "", "other"));
    gate();
    Seen seen = Seen.initial(THEN);
    Sighting.GateSight gate = Objects.requireNonNull(look(seen).gate());
    assertThat(gate.waiting()).extracting(each -> each.key().value()).containsExactly("acme/api#1");
    assertThat(gate.running())
        .containsExactly(
            new Sighting.Runs(new IssueKey("task/mine"), "Title", new HostId("h1"), THEN));
    assertThat(gate.caps())
        .extracting(each -> each.pool().value())
        .containsExactly("host:h1", "project:shop");
    assertThat(gate.expired()).as("only of what was seen waiting").isEmpty();
    Seen after = NoticeCore.decide(seen, look(seen)).seen();
    assertThat(Objects.requireNonNull(look(after).gate()).expired())
        .containsExactly(Ticket.of(new IssueKey("acme/api#1"), 1));
    assertThat(new Look(SHOP, after).news(look(after))).isEmpty();
  }

  @Test
  @DisplayName("a stop tells its reason and what ends it; without a gate there is the rest")
  void stops() {
    IssueKey key = new IssueKey("task/mine");
    IssueStatus status =
        new IssueStatus(
            key,
            "Tidy up",
            API,
            Phase.PARKED,
            WaitReason.CHECK_FAILED,
            "exit code 1",
            "wavewright issue retry 'task/mine'",
            1,
            0,
            0,
            0,
            Ticket.of(key, 1),
            null,
            "scripted",
            null,
            1,
            "",
            null,
            null,
            new IssueStatus.Times(THEN, THEN, null),
            null);
    ToldWorkflows.Issue issue = stub(ToldWorkflows.Issue.class, key.workflowId());
    WorkflowClient.start(issue::run, status);
    open.add(listed("task/mine", "parked", "", "shop"));
    open.add(listed("task/gone", "parked", "", "shop"));
    Sighting sighting = look(Seen.initial(THEN));
    assertThat(sighting.gate()).isNull();
    assertThat(sighting.stops())
        .singleElement()
        .satisfies(
            stop -> {
              assertThat(stop.key()).isEqualTo(key);
              assertThat(stop.reason()).isEqualTo(WaitReason.CHECK_FAILED);
              assertThat(stop.detail()).isEqualTo("exit code 1");
              assertThat(stop.unblock()).contains("retry");
            });
  }

  @Test
  @DisplayName("what has ended is looked up once, also if its result cannot be had")
  void ends() {
    expired.add(ended("task/old", ""));
    waves.add(ended("wave/shop/m1", "terminated"));
    Seen seen = Seen.initial(THEN);
    Sighting sighting = look(seen);
    assertThat(sighting.expired()).extracting(each -> each.key().value()).contains("task/old");
    assertThat(sighting.waves())
        .singleElement()
        .satisfies(
            wave -> {
              assertThat(wave.wave().name()).isEqualTo("m1");
              assertThat(wave.how()).isEqualTo("terminated");
            });
    Sighting again = look(NoticeCore.decide(seen, sighting).seen());
    assertThat(again.expired()).isEmpty();
    assertThat(again.waves()).isEmpty();
  }
}
