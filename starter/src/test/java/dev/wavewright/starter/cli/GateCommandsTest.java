package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.gate.CapacityData;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.HostCondition;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import java.util.ArrayList;
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
                + "\"until\":null,\"condition\":null}]");
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
  @DisplayName("C12: a cap set for some time says until when, and can be taken back before")
  void setForSomeTime() {
    Result set = run("capacity", "set", "1", "--for", "2h");
    assertThat(set.exitCode()).as(set.error()).isZero();
    assertThat(set.output()).containsPattern("project:shop +3 +1 .*until \\d{4}-\\d\\d-\\d\\dT");
    assertThat(run("capacity", "set", "1", "--for", "soon").exitCode()).isEqualTo(2);
    Result released = run("capacity", "release");
    assertThat(released.output()).as(released.error()).containsPattern("project:shop +3 +3");
    assertThat(run("capacity", "release").error()).contains("nobody has set a cap of project:shop");
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
  @DisplayName("SES-5: capacity, status and doctor say that a host is under pressure, and why")
  void pressure() {
    HostId host = new HostId("h1");
    String measured = "memory: 1GiB free, one more agent needs 2.2GiB";
    String about = "3 sessions; waiting for cores is not watched: no pressure file";
    tell(new HostCondition(host, Pressure.MEMORY, measured, about));

    String told = "takes no new session since 2026-11-22T04:00:00Z: " + measured + "; " + about;
    assertThat(run("capacity").output()).contains(told);
    assertThat(run("status").error()).contains("host:h1 " + told);
    assertThat(run("doctor").output()).containsPattern("warn +host:h1: takes no new session");
    JsonNode pool = run("capacity", "--pool", "host:h1", "--json").data().get("pools").get(0);
    assertThat(pool.at("/condition/pressure").asText()).isEqualTo("memory");

    tell(new HostCondition(host, Pressure.NONE, "", about));
    assertThat(run("status").output()).contains("host:h1: " + about);
    assertThat(run("doctor").output()).containsPattern("ok +host:h1: 3 sessions");
  }

  private void tell(HostCondition condition) {
    CapacityWorkflow gate = client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID);
    gate.tell(condition);
    while (gate.view().pools().stream()
        .noneMatch(
            pool ->
                pool.condition() != null && pool.condition().pressure() == condition.pressure())) {
      Thread.onSpinWait();
    }
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
    CapacityData.Pool pool = CapacityData.Pool.of(seen);
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
                + "\"since\":\"2026-11-21T09:00:00Z\",\"expectedStart\":null,"
                + "\"deadline\":\"2026-11-22T09:00:00Z\",\"remaining\":null,"
                + "\"placedBy\":null,\"title\":\"t\"}],\"paused\":false,"
                + "\"expectedStarts\":{\"told\":0,\"held\":0}}");
    assertThat(run("queue", "move", "acme/api#7/1", "--priority", "0", "--json").data().toString())
        .contains("\"priority\":0");
    assertThat(run("queue", "move", "acme/api#7/1").exitCode()).isEqualTo(2);
    assertThat(run("queue", "cancel", "acme/api#7/1").exitCode()).isZero();
    assertThat(run("queue", "cancel", "acme/api#7/1").exitCode()).isEqualTo(6);
    assertThat(run("queue").output()).contains("nobody runs, nobody waits");
  }

  @Test
  @DisplayName("queue move puts a ticket at the front, before or after another, by name of who did")
  void place() {
    List.of("acme/api#1", "acme/api#2", "acme/api#3").forEach(this::ask);
    Result front = run("queue", "move", "acme/api#3/1", "--front", "--json");
    assertThat(front.exitCode()).as(front.error()).isZero();
    assertThat(order(front)).containsExactly("acme/api#3/1", "acme/api#1/1", "acme/api#2/1");
    assertThat(front.data().get("waiting").get(0).get("placedBy").asText()).isNotBlank();
    assertThat(order(run("queue", "move", "acme/api#3/1", "--after", "acme/api#1/1", "--json")))
        .containsExactly("acme/api#1/1", "acme/api#3/1", "acme/api#2/1");
    Result before = run("queue", "move", "acme/api#2/1", "--before", "acme/api#3/1");
    assertThat(before.output()).isEqualTo("moved acme/api#2/1, now at position 2\n");
    assertThat(run("queue").output()).contains(", placed by ");
  }

  private static List<String> order(Result result) {
    List<String> tickets = new ArrayList<>();
    result.data().get("waiting").forEach(each -> tickets.add(each.get("ticket").asText()));
    return tickets;
  }

  @Test
  @DisplayName("a move that cannot be meant is usage, one beside what does not wait a conflict")
  void placeRefused() {
    ask("acme/api#1");
    for (List<String> wrong :
        List.of(
            List.of("--front", "--priority", "0"),
            List.of("--front", "--before", "acme/api#1/1"),
            List.of("--before", "acme/api#1/1"))) {
      List<String> arguments = new ArrayList<>(List.of("queue", "move", "acme/api#1/1"));
      arguments.addAll(wrong);
      Result refused = run(arguments.toArray(String[]::new));
      assertThat(refused.exitCode()).as("%s: %s", wrong, refused.error()).isEqualTo(2);
    }
    Result unknown = run("queue", "move", "acme/api#1/1", "--after", "acme/api#8/1");
    assertThat(unknown.exitCode()).isEqualTo(6);
    assertThat(unknown.error())
        .contains("ticket acme/api#8/1 neither waits nor holds anything")
        .contains("next: wavewright queue");
    assertThat(run("queue", "move", "acme/api#8/1", "--front").exitCode()).isEqualTo(6);
  }

  @Test
  @DisplayName("C10: queue extend moves a deadline; without a deadline it says so and ends with 6")
  void extend() {
    ask("acme/api#1");
    ask("acme/api#9");
    Result extended = run("queue", "extend", "acme/api#1/1", "2h", "--json");
    assertThat(extended.exitCode()).as(extended.error()).isZero();
    assertThat(extended.data().get("waiting").get(0).get("deadline").asText())
        .isEqualTo("2026-11-22T11:00:00Z");
    assertThat(run("queue", "extend", "acme/api#1/1", "soon").exitCode()).isEqualTo(2);
    assertThat(run("queue", "extend", "acme/api#1/1", "0s").exitCode()).isEqualTo(2);
    Result endless = run("queue", "extend", "acme/api#9/1", "2h");
    assertThat(endless.exitCode()).isEqualTo(6);
    assertThat(endless.error())
        .contains("ticket acme/api#9/1 has no deadline")
        .contains("next: wavewright queue");
    assertThat(run("queue").output()).contains("never");
  }

  @Test
  @DisplayName("a lever on a pool that neither gate nor configuration knows is refused at once")
  void unknownPool() {
    for (List<String> lever :
        List.of(
            List.of("set", "2"),
            List.of("step-down"),
            List.of("step-up"),
            List.of("pause"),
            List.of("pause", "--dry-run"))) {
      List<String> arguments = new ArrayList<>(List.of("capacity"));
      arguments.addAll(lever);
      arguments.addAll(List.of("--pool", "repository:acme/apj"));
      Result refused = run(arguments.toArray(String[]::new));
      assertThat(refused.exitCode()).as("%s: %s", lever, refused.error()).isEqualTo(2);
      assertThat(refused.error())
          .contains("there is no pool 'repository:acme/apj'")
          .contains("did you mean 'repository:acme/api'?")
          .contains("account:scripted, agent:opencode, agent:scripted, host:h1, project:shop")
          .contains("next: wavewright capacity show --all");
    }
    assertThat(run("capacity", "--json").output()).doesNotContain("apj");
    assertThat(run("capacity", "set", "2", "--pool", "host:elsewhere").error())
        .contains("known hosts: host:h1")
        .doesNotContain("project:shop");
  }

  @Test
  @DisplayName("a pool that only the configuration names yet can be set and paused")
  void configuredPool() {
    Result agent = run("capacity", "set", "2", "--pool", "agent:scripted");
    assertThat(agent.output()).as(agent.error()).containsPattern("agent:scripted +3 +2");
    Result account = run("capacity", "pause", "--pool", "account:scripted");
    assertThat(account.output()).as(account.error()).containsPattern("account:scripted +3 +0");
    assertThat(run("capacity", "resume", "--pool", "account:scripted").error())
        .contains("resume is in force");
  }

  @Test
  @DisplayName("a lever at its end, and a resume without a pause, say that nothing changes")
  void nothingToDo() {
    Result up = run("capacity", "step-up");
    assertThat(up.exitCode()).isZero();
    assertThat(up.error()).contains("project:shop is already at its configured cap 3");
    run("capacity", "set", "5");
    assertThat(run("capacity", "step-up").error())
        .contains("project:shop is at 5, above its configured cap 3");
    Result resume = run("capacity", "resume");
    assertThat(resume.exitCode()).isZero();
    assertThat(resume.error()).contains("nothing is paused").doesNotContain("in force");
    assertThat(run("capacity", "resume", "--pool", "host:h1").error())
        .contains("host:h1 is not paused");
    run("capacity", "set", "0");
    Result closed = run("capacity", "resume");
    assertThat(closed.exitCode()).isZero();
    assertThat(closed.error())
        .contains(
            "nothing is paused; project:shop has a cap of 0. next: wavewright capacity step-up"
                + " --pool project:shop")
        .doesNotContain("in force");
    run("capacity", "pause");
    assertThat(run("capacity", "resume").error())
        .contains("resume is in force; project:shop has a cap of 0. next: wavewright capacity");
    assertThat(run("capacity", "resume", "--pool", "project:shop").error())
        .contains("project:shop is not paused; project:shop has a cap of 0");
    Result down = run("capacity", "step-down");
    assertThat(down.exitCode()).isZero();
    assertThat(down.error()).contains("project:shop is already at 0").doesNotContain("in force");
  }

  @Test
  @DisplayName("a lever cannot open the pool of a host that was declared lost, and says what does")
  void lostHost() {
    run("worker", "lost", "h1", "--yes");
    for (List<String> lever : List.of(List.of("set", "2"), List.of("step-up"))) {
      List<String> arguments = new ArrayList<>(List.of("capacity"));
      arguments.addAll(lever);
      arguments.addAll(List.of("--pool", "host:h1"));
      Result refused = run(arguments.toArray(String[]::new));
      assertThat(refused.exitCode()).as("%s: %s", lever, refused.error()).isEqualTo(6);
      assertThat(refused.error())
          .contains("host:h1 is the pool of a host that was declared lost")
          .contains("next: wavewright worker");
    }
    assertThat(run("capacity", "--pool", "host:h1").output()).containsPattern("host:h1 +0 +0");
    assertThat(run("capacity", "resume", "--pool", "host:h1").error())
        .contains("host:h1 is not paused; host:h1 has a cap of 0. next: wavewright worker");
  }
}
