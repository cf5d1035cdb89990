package dev.wavewright.workflows.capacity;

import static dev.wavewright.workflows.capacity.World.issue;
import static dev.wavewright.workflows.capacity.World.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.testing.RecordedHistory;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
class CapacityHistoriesTest {
  private static final String FOLDER = "histories/capacity/";
  private static final String FIRST = "grants-steering-lost-holder-run-1.json";
  private static final String SECOND = "grants-steering-lost-holder-run-2.json";

  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND})
  @DisplayName("C15: a recorded history of the gate replays")
  void recordedHistoriesReplay(String file) throws Exception {
    RecordedHistory.replay(FOLDER + file, CapacityWorkflowImpl.class);
  }

  @Test
  @DisplayName(
      "the recorded runs hold grants, a cancel, steering, a renewal and a sweep of a lost holder")
  void recordedHistoriesHold() throws IOException {
    assertThat(RecordedHistory.text(FOLDER + FIRST))
        .contains("\"request\"", "\"host\"", "\"granted\"", "\"release\"", "\"cancel\"")
        .contains("\"refused\"", "\"steer\"", "EVENT_TYPE_TIMER_STARTED")
        .contains("EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW");
    assertThat(RecordedHistory.text(FOLDER + SECOND))
        .contains("\"DescribeHolders\"", "\"ConfirmSessionGone\"", "\"granted\"");
  }

  @Test
  @DisplayName("C15: the replay test can fail: a gate that first sets a timer does not fit")
  void anotherOrderOfStepsDoesNotReplay() {
    assertThatThrownBy(() -> RecordedHistory.replay(FOLDER + FIRST, SleepsFirst.class))
        .hasMessageContaining("TMPRL1100");
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.record", matches = ".+")
  void record() throws IOException {
    Path folder = Path.of(System.getProperty("golden.record"));
    try (World world = World.renewingAfter(60)) {
      world.gate.host(new HostRegistration(World.HOST, 1));
      IssueKey first = issue("a", 1);
      IssueKey second = issue("b", 2);
      IssueKey lost = issue("c", 3);
      IssueKey last = issue("d", 4);
      Requester one = world.requester(first);
      Requester two = world.requester(second);
      Requester three = world.requester(lost);
      Requester four = world.requester(last);
      world.ask(first, 1, 2);
      LeaseGrant grant = world.grantOf(one);
      world.gate.cancel(new TicketCancel(world.ask(second, 1, 2), "not wanted"));
      until(() -> !two.refusals().isEmpty());
      world.steer(CapSteering.Action.STEP_DOWN, World.PROJECT);
      until(() -> world.effective(World.PROJECT) == 1);
      world.ask(lost, 1, 2);
      until(() -> world.view().waiting().size() == 1);
      world.release(grant);
      LeaseGrant drained = world.grantOf(three);
      world.ask(last, 1, 2);
      until(() -> world.view().waiting().size() == 1);
      until(
          () -> {
            world.steer(CapSteering.Action.PAUSE, World.AGENT);
            world.steer(CapSteering.Action.RESUME, World.AGENT);
            return world.hasRenewed();
          });
      world.terminate(lost);
      world.pass(Duration.ofSeconds(31));
      until(() -> world.view().holding().size() == 1);
      world.gone.add(world.session(drained));
      world.pass(Duration.ofSeconds(31));
      world.grantOf(four);

      List<WorkflowExecutionHistory> runs = world.runsOfGate();
      Files.createDirectories(folder);
      for (int i = 0; i < runs.size(); i++) {
        Files.writeString(
            folder.resolve("grants-steering-lost-holder-run-" + (i + 1) + ".json"),
            runs.get(i).toJson(true));
      }
    }
  }

  /** A gate that begins with a timer where the recorded one sends a grant. */
  public static final class SleepsFirst implements CapacityWorkflow {
    @Override
    public void run(CapacityState state) {
      Workflow.sleep(Duration.ofMinutes(1));
    }

    @Override
    public void request(LeaseRequest request) {}

    @Override
    public void requestAll(LeaseRequests requests) {}

    @Override
    public void release(LeaseRelease release) {}

    @Override
    public void cancel(TicketCancel cancel) {}

    @Override
    public void cancelWaiting(WaitingCancel cancel) {}

    @Override
    public void move(TicketMoves moves) {}

    @Override
    public void place(TicketPlacement placement) {}

    @Override
    public void extend(TicketExtension extension) {}

    @Override
    public void steer(CapSteering steering) {}

    @Override
    public void host(HostRegistration host) {}

    @Override
    public void hostLost(HostLoss loss) {}

    @Override
    public void epoch(long epoch) {}

    @Override
    public void tell(HostCondition condition) {}

    @Override
    public HostCondition condition(HostId host) {
      return new HostCondition(host, Pressure.NONE, "", "");
    }

    @Override
    public boolean knows(HostId host) {
      return false;
    }

    @Override
    public CapacityView.@Nullable ExpectedStart expected(LeaseRequest request) {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public CapacityView view() {
      throw new UnsupportedOperationException("nobody asks");
    }
  }
}
