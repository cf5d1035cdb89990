package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowOptions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands about caps and the queue. */
class GateCommandsTest extends OnFakeStack {
  @Test
  @DisplayName("capacity step-down answers when the lower cap is in force")
  void stepDown() {
    Result result = run("capacity", "step-down", "--reason", "quota", "--json");
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.data().get("pools").toString())
        .isEqualTo(
            "[{\"name\":\"project:shop\",\"configured\":3,\"effective\":2,\"held\":0,"
                + "\"waiting\":0,\"loweredBy\":\"command line\",\"reason\":\"quota\","
                + "\"until\":null}]");
    assertThat(run("capacity", "step-up").output()).containsPattern("project:shop +3 +3");
    assertThat(run("capacity", "set", "1", "--pool", "repository:acme/api").output())
        .containsPattern("repository:acme/api +3 +1");
    assertThat(run("capacity", "pause").output()).contains("PAUSED");
    assertThat(run("capacity", "show", "--json").data().get("paused").asBoolean()).isTrue();
    assertThat(run("capacity", "resume").output()).doesNotContain("PAUSED");
    assertThat(run("capacity", "set", "-1").exitCode()).isEqualTo(2);
    assertThat(run("capacity", "set", "1", "--pool", "nonsense").exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("a step during a pause is recorded, and says what will be in force after it")
  void stepDuringAPause() {
    run("capacity", "step-down");
    run("capacity", "pause");
    Result step = run("capacity", "step-up");
    assertThat(step.exitCode()).as(step.error()).isZero();
    assertThat(step.error())
        .contains(
            "step-up is recorded, but all is paused: in force after 'wavewright capacity resume'"
                + " will be 3");
    assertThat(run("capacity", "resume", "--pool", "project:shop").exitCode()).isZero();
    assertThat(run("capacity", "resume").error()).contains("resume is in force");
  }

  @Test
  @DisplayName("a pool that nobody is in, lowered or uses in an open wave is left out of tables")
  void idlePools() {
    Result idle = run("capacity");
    assertThat(idle.output()).contains("host:h1").doesNotContain("project:shop");
    assertThat(idle.error()).contains("1 idle pools are not shown");
    assertThat(run("status").output()).doesNotContain("project:shop");
    assertThat(run("capacity", "--all").output()).contains("project:shop");
    assertThat(run("capacity", "--json").output()).contains("project:shop");
    run("capacity", "step-down");
    assertThat(run("capacity").output()).contains("project:shop");
    run("capacity", "step-up");
    run("wave", "start", "--all");
    assertThat(run("capacity").output()).contains("project:shop");
    assertThat(run("status").output()).contains("project:shop");
  }

  @Test
  @DisplayName("a pool without a cap has none in JSON, and says so in words")
  void noCap() {
    CapacityView.PoolView seen =
        new CapacityView.PoolView(
            new PoolName("agent:scripted"), PoolShare.UNLIMITED, 2, 0, 0, "somebody", "why", 2);
    CapacityCommands.Pool pool = CapacityCommands.Pool.of(seen);
    assertThat(pool.configured()).isNull();
    assertThat(pool.effective()).isEqualTo(2);
    assertThat(PoolShare.inWords(seen.configured())).isEqualTo("no cap");
  }

  @Test
  @DisplayName("queue --json has the public shape; move and cancel answer when they are in force")
  void queue() {
    ask("acme/api#7");
    Result queue = run("queue", "--json");
    assertThat(queue.data().toString())
        .isEqualTo(
            "{\"holding\":[],\"waiting\":[{\"ticket\":\"acme/api#7/1\",\"key\":\"acme/api#7\","
                + "\"position\":1,\"priority\":2,\"reason\":\"pool project:shop is full\","
                + "\"since\":\"2026-11-21T09:00:00Z\",\"expectedStart\":null,\"deadline\":null,"
                + "\"title\":\"t\"}],\"paused\":false}");
    assertThat(run("queue", "move", "acme/api#7/1", "--priority", "0", "--json").data().toString())
        .contains("\"priority\":0");
    assertThat(run("queue", "move", "acme/api#7/1").exitCode()).isEqualTo(2);
    assertThat(run("queue", "cancel", "acme/api#7/1").exitCode()).isZero();
    assertThat(run("queue", "cancel", "acme/api#7/1").exitCode()).isEqualTo(6);
    assertThat(run("queue").output()).contains("nobody runs, nobody waits");
  }

  private void ask(String key) {
    CapacityWorkflow gate =
        client.newWorkflowStub(
            CapacityWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(CapacityWorkflow.ID)
                .setTaskQueue(Stack.TASK_QUEUE)
                .build());
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(gate::run, CapacityState.initial());
    request.add(
        gate::request,
        new LeaseRequest(
            Ticket.of(new IssueKey(key), 1),
            new IssueKey(key),
            "issue/x",
            "run",
            "implement",
            List.of(new PoolShare(PoolName.project("shop"), 3)),
            false,
            List.of(),
            List.of(),
            Priority.DEFAULT,
            0,
            null,
            null,
            "t"));
    client.signalWithStart(request);
  }
}
