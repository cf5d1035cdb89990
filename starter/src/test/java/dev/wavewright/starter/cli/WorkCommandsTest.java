package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.starter.audit.AuditReport;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.wave.IssueReport;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.client.WorkflowStub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands about waves, tasks and issues. */
class WorkCommandsTest extends OnFakeStack {
  private WaveWorkflow wave(String name) {
    return client.newWorkflowStub(WaveWorkflow.class, new WaveId("shop", name).workflowId());
  }

  private void report(String wave, String key, Phase phase) {
    wave(wave).report(new IssueReport(new IssueKey(key), phase, null, null, FakeWorkflows.THEN));
  }

  @Test
  @DisplayName("wave plan shows layers, edges, order and what parallel would change")
  void plan() {
    Result result = run("wave", "plan", "--issues", "acme/api#1,acme/api#2");
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.output())
        .contains("layer 1\n  acme/api#1")
        .contains("layer 2\n  acme/api#2")
        .contains("after acme/api#1")
        .contains("order: acme/api#1, acme/api#2")
        .contains("expected: 10m")
        .contains("with parallel 2: 8m")
        .contains(
            "bound by 'parallel' of acme/api (1); a guess of 5m per issue, until some have landed");
    Result level = run("wave", "plan", "--issues", "acme/api#1", "--name", FakeWorkflows.LEVEL);
    assertThat(level.exitCode()).as(level.error()).isZero();
    assertThat(level.output())
        .contains("  the same with parallel 1, 2, 4\n")
        .doesNotContain("with parallel 2:");
  }

  @Test
  @DisplayName("a key that was copied from GitHub, with what nobody sees in it, is the key")
  void copiedKey() {
    startIssue("acme/api#1", "quick");
    String copied = "\ufeffacme/api#\u200b1\u2060";
    Result issue = run("issue", "show", copied, "--json");
    assertThat(issue.exitCode()).as(issue.error()).isZero();
    assertThat(issue.data().get("key").asText()).isEqualTo("acme/api#1");
    Result plan = run("wave", "plan", "--issues", copied, "--json");
    assertThat(plan.exitCode()).as(plan.error()).isZero();
    assertThat(plan.data().get("order").get(0).asText()).isEqualTo("acme/api#1");
    assertThat(run("issue", "show", "acme\u200b/api").exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("an ended wave keeps what was true for it when a later wave lands one of its issues")
  void endedWave() {
    run("wave", "start", "--all");
    report("all", "acme/api#1", Phase.CANCELLED);
    report("all", "acme/api#2", Phase.SKIPPED);
    startIssue("acme/api#1", "quick");
    WorkflowStub.fromTyped(
            client.newWorkflowStub(IssueWorkflow.class, new IssueKey("acme/api#1").workflowId()))
        .getResult(Object.class);

    JsonNode cancelled = run("wave", "status", "all", "--json").data().get("issues").get(0);

    assertThat(cancelled.get("phase").asText()).isEqualTo("cancelled");
    assertThat(cancelled.get("landed").isNull()).isTrue();
    assertThat(cancelled.get("times").get("started").isNull()).isTrue();
    assertThat(run("wave", "status", "all").output())
        .contains("cancelled")
        .doesNotContain(FakeWorkflows.COMMIT.abbreviated());
  }

  @Test
  @DisplayName("W1: refusals of the planner are told, and nothing is started")
  void refusals() {
    Result result = run("wave", "start", "--all", "--name", "cyclic");
    assertThat(result.exitCode()).isEqualTo(6);
    assertThat(result.error()).contains("a cycle: acme/api#1, acme/api#2");
    assertThat(run("wave", "status", "cyclic").exitCode()).isEqualTo(6);
  }

  @Test
  @DisplayName(
      "W7: starting a running wave joins it, an ended one shows its result, --again plans anew")
  void startAgain() {
    assertThat(run("wave", "start", "--all").exitCode()).isZero();
    Result joined = run("wave", "start", "--all");
    assertThat(joined.exitCode()).isZero();
    assertThat(joined.error()).contains("runs already");

    report("all", "acme/api#1", Phase.DONE);
    report("all", "acme/api#2", Phase.SKIPPED);
    WorkflowStub.fromTyped(wave("all")).getResult(Object.class);
    Result ended = run("wave", "start", "--all");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.output()).contains("ended").contains("skipped");

    Result again = run("wave", "start", "--all", "--again");
    assertThat(again.exitCode()).as(again.error()).isZero();
    assertThat(again.output()).contains("running");
  }

  @Test
  @DisplayName(
      "wave status --json has the public shape, the issue's own word and the pid of its agent's heartbeat merged in")
  void statusShape() {
    run("wave", "start", "--issues", "acme/api#1,acme/api#2", "--name", "w");
    startIssue("acme/api#1", "Title");
    LiveAgents agents = new LiveAgents(client);
    Instant deadline = Instant.now().plusSeconds(300);
    while (agents.pid(new IssueKey("acme/api#1")).isEmpty()) {
      assertThat(Instant.now()).as("the agent's first beat").isBefore(deadline);
    }

    Result result = run("wave", "status", "--json");

    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.output().replace("},{", "},\n{"))
        .isEqualTo(
            """
            {"schema":"wavewright/wave-status/v1","data":{"wave":"w","phase":"running",\
            "started":"2026-11-21T09:00:00Z","ended":null,"issues":[{"key":"acme/api#1",\
            "title":"Title of acme/api#1","repository":"acme/api","phase":"implementing",\
            "reason":null,"detail":"","unblock":null,"setBack":"","attempts":1,"dependsOn":[],"layer":1,\
            "session":"s1","agent":{"name":"scripted","backend":"scripted","pid":4711,\
            "host":"h1"},"exitCode":null,"rescueRef":null,"landed":null,"times":{"queued":\
            "2026-11-21T09:00:00Z","started":"2026-11-21T09:00:01Z","ended":null}},
            {"key":"acme/api#2","title":"Title of acme/api#2","repository":"acme/api",\
            "phase":"waiting-dependencies","reason":"dependency-not-landed",\
            "detail":"waits for acme/api#1","unblock":"wait for the dependency to land",\
            "setBack":"","attempts":0,"dependsOn":["acme/api#1"],"layer":2,"session":null,"agent":null,\
            "exitCode":null,"rescueRef":null,"landed":null,"times":{"queued":null,\
            "started":null,"ended":null}}],"sandbox":"UNSANDBOXED","tracker":null},"warnings":[]}
            """);
  }

  @Test
  @DisplayName("wave watch --json prints one object per line and ends with 1 when people must act")
  void watch() throws IOException {
    run("wave", "start", "--all");
    report("all", "acme/api#1", Phase.DONE);
    report("all", "acme/api#2", Phase.PARKED);

    Result result = run("wave", "watch", "--json");

    assertThat(result.exitCode()).isEqualTo(1);
    List<String> phases = new ArrayList<>();
    for (String line : result.output().lines().toList()) {
      JsonNode object = new ObjectMapper().readTree(line);
      assertThat(object.get("schema").asText()).isEqualTo("wavewright/wave-watch/v1");
      phases.add(object.get("data").get("phase").asText());
    }
    assertThat(phases).last().isEqualTo("waiting-for-people");
  }

  @Test
  @DisplayName("wave cancel reaches the newest wave; watch of an ended one returns at once")
  void cancel() {
    run("wave", "start", "--all");
    assertThat(run("wave", "cancel", "--dry-run").output()).contains("would cancel 2 issues");
    assertThat(run("wave", "cancel").output()).contains("cancelling 2 issues of wave all");
    Result watched = run("wave", "watch");
    assertThat(watched.exitCode()).isEqualTo(1);
    assertThat(watched.output()).contains("2 cancelled").contains("UNSANDBOXED");
    Result again = run("wave", "cancel");
    assertThat(again.exitCode()).isZero();
    assertThat(again.output()).isEqualTo("wave all has ended; nothing to cancel\n");
  }

  @Test
  @DisplayName("wave cancel names the wave before it asks")
  void cancelAsks() {
    run("wave", "start", "--all");
    Result asked = new TestCommandLine(folder).with(client).typed().run("wave", "cancel");
    assertThat(asked.exitCode()).as(asked.error()).isZero();
    assertThat(asked.error()).contains("cancel 2 issues of wave all? [y/N]");
    assertThat(asked.output()).isEqualTo("nothing was done\n");
  }

  @Test
  @DisplayName("audit of a wave that is not there names those that are, and judges nothing")
  void auditOfNoWave() {
    assertThat(run("audit", "nope").error())
        .contains("there is no wave nope of project shop")
        .contains("Temporal has none of this project");
    run("wave", "start", "--all");
    Result nope = run("audit", "nope");
    assertThat(nope.exitCode()).isEqualTo(6);
    assertThat(nope.error())
        .contains("there is no wave nope of project shop")
        .contains("known: all")
        .contains("next: wavewright audit shop/all");
    assertThat(nope.output()).isEmpty();
  }

  @Test
  @DisplayName("an audit counts one violation as one")
  void oneViolation() {
    assertThat(verdict(1)).contains("NOT clean: 1 violation\n");
    assertThat(verdict(2)).contains("NOT clean: 2 violations\n");
  }

  private String verdict(int violations) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    CliContext context =
        new TestCommandLine(folder)
            .context(
                new PrintStream(text, true, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    AuditCommand.print(
        new CommandOutput(context, new OutputOptions(), "audit"),
        new AuditReport(
            "w",
            false,
            Collections.nCopies(
                violations, new AuditReport.Violation("grants", "acme/api#1", "what", "where")),
            Map.of("grants", 1),
            Map.of(),
            List.of()));
    return text.toString(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("open leads to a workflow that is there, and tells of one that is not")
  void open() {
    recordStack();
    startIssue("acme/api#4", "Door");
    Result there = run("open", "acme/api#4", "--print");
    assertThat(there.exitCode()).as(there.error()).isZero();
    assertThat(there.output()).contains("8233").contains("issue");
    Result issue = run("open", "acme/api#99", "--print");
    assertThat(issue.exitCode()).isEqualTo(6);
    assertThat(issue.error())
        .contains("issue acme/api#99 has not been started")
        .contains("Temporal has no workflow issue/acme/api/99")
        .contains("next: ");
    assertThat(issue.output()).isEmpty();
    assertThat(run("open", "nope", "--print").error()).contains("there is no workflow nope");
  }

  @Test
  @DisplayName("status tells since when the stack runs to the second")
  void since() {
    recordStack();
    assertThat(run("status").output()).contains("stack running since 2026-11-21T09:00:00Z\n");
  }

  /** Writes down a stack that was started a little after the full second; nothing of it runs. */
  private void recordStack() {
    new StackFile(StackFolders.of(Map.of("HOME", folder.toString())))
        .write(
            new StackRecord(
                StackRecord.FORMAT,
                StackRecord.Phase.RUNNING,
                FakeWorkflows.THEN.plusNanos(123_456_789),
                1,
                new StackRecord.TemporalEndpoint(
                    StackRecord.TemporalMode.EMBEDDED, "127.0.0.1:7233", 8233, null, null),
                8080,
                null,
                List.of()));
  }

  @Test
  @DisplayName("cancel of an issue that is done says where it landed")
  void cancelDone() {
    startIssue("acme/api#4", "quick");
    WorkflowStub.fromTyped(
            client.newWorkflowStub(IssueWorkflow.class, new IssueKey("acme/api#4").workflowId()))
        .getResult(Object.class);
    Result done = run("issue", "cancel", "acme/api#4", "--yes");
    assertThat(done.exitCode()).isEqualTo(6);
    assertThat(done.error())
        .contains("issue acme/api#4 has ended: it is done")
        .contains("it landed as " + FakeWorkflows.COMMIT + " on agent/main");
    assertThat(run("issue", "skip", "acme/api#4").error())
        .contains("issue acme/api#4 has ended: it is done");
  }

  @Test
  @DisplayName("task answers with key, ticket and advice; --wait with its end")
  void task() {
    Result result = run("task", "Fix the door", "--repo", "api", "--json");
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.data().get("key").asText()).startsWith("task/");
    assertThat(result.data().get("ticket").asText())
        .isEqualTo(result.data().get("key").asText() + "/1");
    assertThat(result.data().get("delegate").asText()).isEqualTo("yes");
    assertThat(run("task", "quick fix", "--wait").exitCode()).isZero();
    assertThat(run("task", "park it", "--wait").exitCode()).isEqualTo(1);
    Result late = run("task", "long work", "--wait", "--timeout", "1s");
    assertThat(late.exitCode()).isEqualTo(7);
  }

  @Test
  @DisplayName("task refuses what cannot work before anything is started")
  void taskRefuses() {
    assertThat(run("task", " ").exitCode()).isEqualTo(2);
    assertThat(run("task", "x", "--priority", "5").exitCode()).isEqualTo(2);
    assertThat(run("task", "x".repeat(70_000)).exitCode()).isEqualTo(2);
    Result repository = run("task", "x", "--repo", "acme/apu");
    assertThat(repository.exitCode()).isEqualTo(2);
    assertThat(repository.error())
        .contains("--repo 'acme/apu' is not known")
        .contains("did you mean 'acme/api'?");
    assertThat(run("task", "x", "--agent", "scriptd").error()).contains("did you mean 'scripted'?");
    assertThat(run("task", "x", "--agent", "mytool").error())
        .contains("--agent 'mytool' is not known")
        .contains("known here: scripted, opencode; or add it to 'agents'")
        .doesNotContain("wavewright.yml");
    Result builtIn = run("task", "quick", "--agent", "opencode", "--wait", "--json");
    assertThat(builtIn.data().at("/status/agent").asText()).isEqualTo("opencode");
    run("capacity", "pause");
    Result paused = run("task", "x", "--no-queue");
    assertThat(paused.exitCode()).isEqualTo(6);
    assertThat(paused.error()).contains("at position 1");
  }

  @Test
  @DisplayName("issue show, retry and skip follow a parked issue; a log cannot paint the terminal")
  void issue() {
    startIssue("acme/api#3", "please park");
    Result shown = run("issue", "show", "acme/api#3");
    assertThat(shown.output())
        .contains("parked")
        .contains("check-failed: the check ended with 1")
        .contains("in:       acme/api\n")
        .contains(
            "next:     wavewright issue logs 'acme/api#3', then: wavewright issue retry"
                + " 'acme/api#3'\n")
        .contains("times:    queued 2026-11-21T09:00:00Z, started 2026-11-21T09:00:01Z\n")
        .contains("boom")
        .doesNotContain("\u001b");
    JsonNode data = run("issue", "show", "acme/api#3", "--json").data();
    assertThat(data.get("reason").asText()).isEqualTo("check-failed");
    assertThat(data.get("unblock").asText()).endsWith("wavewright issue retry 'acme/api#3'");
    assertThat(data.get("rescueRef").asText()).isEqualTo("refs/wavewright/rescue/s1/1");
    assertThat(data.get("exitCode").asInt()).isEqualTo(1);
    assertThat(data.get("logTail").asText()).startsWith("boom");
    assertThat(run("issue", "retry", "acme/api#3").output()).contains("retry acme/api#3: queued");
    assertThat(run("issue", "retry", "acme/api#3").exitCode()).isEqualTo(6);
    assertThat(run("issue", "cancel", "acme/api#3").output()).contains("cancelled");
    assertThat(run("issue", "show", "acme/api#99").exitCode()).isEqualTo(6);
    assertThat(run("issue", "show", "nonsense").exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("an issue that waits for quota is shown with account, time and action, and retried")
  void quotaWaiting() {
    startIssue("acme/api#3", "no quota");
    assertThat(run("issue", "show", "acme/api#3").output())
        .contains("quota-waiting")
        .contains("quota-reached: the limit of account main is reached; it goes on at 2026-11-21")
        .contains("or ask again now: wavewright issue retry 'acme/api#3'");
    assertThat(run("queue").output())
        .contains("acme/api#3 is quota-waiting: the limit of account main is reached; it goes on")
        .contains(
            "next: wait for the account, or ask again now: wavewright issue retry 'acme/api#3'");
    assertThat(run("issue", "retry", "acme/api#3").output()).contains("retry acme/api#3: queued");
    assertThat(run("queue").output()).doesNotContain("quota-waiting");
  }

  @Test
  @DisplayName("an issue that was not started is skipped in its wave")
  void skipInWave() {
    run("wave", "start", "--all");
    assertThat(run("issue", "skip", "acme/api#2").output()).contains("skip acme/api#2: skipped");
    assertThat(run("issue", "skip", "acme/api#9").exitCode()).isEqualTo(6);
  }

  @Test
  @DisplayName("skip of an issue that is worked on says what can be skipped, and what ends it")
  void skipOfWork() {
    startIssue("acme/api#5", "Door");
    Result skipped = run("issue", "skip", "acme/api#5");
    assertThat(skipped.exitCode()).isEqualTo(6);
    assertThat(skipped.error())
        .contains("issue acme/api#5 is implementing and cannot be skipped")
        .contains("parked, held, or waits for its dependencies")
        .contains("next: wavewright issue cancel 'acme/api#5'");
    assertThat(run("issue", "retry", "acme/api#5").error()).contains("not parked");
  }

  @Test
  @DisplayName("logs, diff, prompt and worktrees come from the host")
  void inquiries() {
    assertThat(run("issue", "logs", "acme/api#1").output()).contains("LOGS of acme/api#1");
    assertThat(run("issue", "logs", "acme/api#1", "--agent").output())
        .contains("AGENT_LOG of acme/api#1");
    assertThat(run("issue", "logs", "acme/api#1", "--check").output())
        .contains("CHECK_LOG of acme/api#1");
    Result diff = run("issue", "diff", "acme/api#1");
    assertThat(diff.output()).isEqualTo("DIFF of acme/api#1\n");
    assertThat(diff.error()).contains("committed, not landed");
    assertThat(run("issue", "show", "--prompt", "acme/api#1").output()).contains("PROMPT of");
    assertThat(run("worktree", "list").output()).contains("/w/s1").contains("pid 4711");
  }

  @Test
  @DisplayName("diff and logs of an issue that has not started say so, with its phase")
  void inquiryBeforeTheStart() {
    run("wave", "start", "--all");
    for (String verb : List.of("diff", "logs")) {
      Result waiting = run("issue", verb, "acme/api#2");
      assertThat(waiting.exitCode()).isEqualTo(6);
      assertThat(waiting.error())
          .contains("issue acme/api#2 has not been started: it is waiting-dependencies")
          .doesNotContain("no answer");
    }
  }

  @Test
  @DisplayName("status is one screen over every project")
  void status() {
    run("wave", "start", "--all");
    Result result = run("status");
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.output())
        .contains("UNSANDBOXED")
        .contains("project shop")
        .contains("acme/api#1")
        .contains("host:h1");
  }

  @Test
  @DisplayName("status names every task that is not final, parked ones first, with what would help")
  void statusOfTasks() {
    String parked = run("task", "please park", "--json").data().get("key").asText();
    String works = run("task", "long work", "--json").data().get("key").asText();
    String done = run("task", "quick fix", "--wait", "--json").data().get("key").asText();

    Result result = run("status");

    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.output())
        .containsSubsequence(
            "tasks\n",
            parked,
            "parked",
            "please park",
            "why:  check-failed: the check ended with 1",
            "then: wavewright issue retry '" + parked + "'",
            works,
            "implementing",
            "long work")
        .doesNotContain(done);
    JsonNode tasks = run("status", "--json").data().get("tasks");
    assertThat(tasks.findValuesAsText("key")).containsExactly(parked, works);
    assertThat(tasks.get(0).get("unblock").asText())
        .endsWith("wavewright issue retry '" + parked + "'");
  }

  @Test
  @DisplayName("without a stack a command says what to run, with exit code 4")
  void noStack() {
    Result result = new TestCommandLine(folder).run("queue");
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.error()).contains("no stack runs here").contains("next: wavewright up");
  }
}
