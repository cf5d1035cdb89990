package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A small part of {@code bench/gate}, on a gate of its own that begins new runs often. */
@OnRealStack
class GateLoadIT {
  private static final int EVENTS = 300;

  private final Map<String, String> environment = new TreeMap<>(System.getenv());

  GateLoadIT(Installation installation) {
    environment.remove(Stack.ADDRESS_VARIABLE);
    environment.putAll(installation.environment());
  }

  private interface Load {
    void on(GateLoad load) throws Exception;
  }

  private void load(String name, int holders, Load work) throws Exception {
    String id = "capacity/load-" + name;
    try (Stack.Connection connection = Stack.connect(environment)) {
      WorkflowClient client = connection.client();
      CapacityWorkflow gate =
          client.newWorkflowStub(
              CapacityWorkflow.class,
              WorkflowOptions.newBuilder()
                  .setWorkflowId(id)
                  .setTaskQueue(Stack.TASK_QUEUE)
                  .build());
      WorkflowClient.start(gate::run, CapacityState.initial(EVENTS));
      try (GateLoad load = new GateLoad(client, id, name, holders)) {
        work.on(load);
      } finally {
        client.newUntypedWorkflowStub(id).terminate("the load is over");
      }
    }
  }

  @Test
  @DisplayName(
      "C14: signals as fast as many senders can send them are all taken, in the order of each"
          + " sender, over continue-as-news of the gate")
  void signals() throws Exception {
    GateLoad.Plan plan = new GateLoad.Plan(1_200, 0, 24, 4, 0, 11);
    load(
        "signals",
        plan.holders(),
        load -> {
          GateLoad.Moved moved = load.move(plan, 48);

          assertThat(moved.seen()).isEqualTo(moved.expected());
          assertThat(moves(moved.outcome().runs())).isGreaterThanOrEqualTo(plan.requests());
          assertThat(moved.outcome().runs()).as("renewed").hasSizeGreaterThan(1);
          assertThat(moved.outcome().refused()).as("each was answered").hasSize(48);
        });
  }

  /** A signal whose answer got lost may have been sent once more. */
  private static long moves(List<List<HistoryEvent>> runs) {
    return runs.stream()
        .flatMap(List::stream)
        .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
        .filter(
            event ->
                event.getWorkflowExecutionSignaledEventAttributes().getSignalName().equals("move"))
        .count();
  }

  @Test
  @DisplayName("C14: requests of many senders at once are all granted, over continue-as-news")
  void requests() throws Exception {
    GateLoad.Plan plan = new GateLoad.Plan(120, 0, 16, 8, 20, 12);
    load(
        "requests",
        plan.holders(),
        load -> {
          GateLoad.Outcome outcome = load.ask(plan);

          assertThat(outcome.granted()).hasSize(plan.requests());
          assertThat(outcome.refused()).isEmpty();
          assertThat(outcome.runs()).as("renewed").hasSizeGreaterThan(1);
        });
  }
}
