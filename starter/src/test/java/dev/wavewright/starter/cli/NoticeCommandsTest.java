package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.workflows.notice.NoticeActivities;
import dev.wavewright.workflows.notice.NoticeTrialWorkflowImpl;
import dev.wavewright.workflows.notice.NoticeWorkflow;
import dev.wavewright.workflows.notice.NoticeWorkflowImpl;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands about notices, before the real workflow with sinks that are told what to answer. */
class NoticeCommandsTest extends OnFakeStack {
  private final List<String> sent = new ArrayList<>();

  /** Finds no news; the webhook is down. */
  public final class Told implements NoticeActivities {
    @Override
    public News awaitNews(Look look) {
      throw ApplicationFailure.newFailure("nothing new", NOTHING_NEW);
    }

    @Override
    public SendResult send(Sending sending) {
      synchronized (sent) {
        sent.add(sending.sink().id() + (sending.send() ? " sent" : " looked at"));
      }
      return sending.sink().urlEnv() == null
          ? SendResult.delivered("it stands in the worker's log")
          : SendResult.failed("the worker's environment has no HOOK", null);
    }
  }

  @Override
  void register(Worker worker) {
    worker.registerWorkflowImplementationTypes(
        NoticeWorkflowImpl.class, NoticeTrialWorkflowImpl.class);
    worker.registerActivitiesImplementations(new Told());
  }

  private void sinks(String notify) throws IOException {
    configure(
        """
        project: shop
        repositories: [{name: acme/api, url: api, check: [make]}]
        agents: {default: scripted}
        notify: %s
        """
            .formatted(notify));
  }

  @Test
  @DisplayName("without a sink notices say how one is named")
  void none() {
    assertThat(run("notices").output()).contains("nobody is told").contains("notify: [{webhook:");
    assertThat(run("notices", "test").output()).contains("no sink is configured");
  }

  @Test
  @DisplayName("notices test says of each sink what came back, and fails if one cannot be told")
  void trial() throws IOException {
    sinks("[{log: {}}, {webhook: {url-env: HOOK}}]");
    Result result = run("notices", "test");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
    assertThat(result.output())
        .contains("log: delivered, it stands in the worker's log")
        .contains("webhook HOOK: not delivered: the worker's environment has no HOOK");
    assertThat(result.error()).contains("not every sink can be told");
    assertThat(run("doctor").output())
        .containsPattern("ok +notices to log: ")
        .containsPattern("warn +notices to webhook HOOK: the worker's environment has no HOOK");
    sinks("[{log: {}}]");
    Result dry = run("notices", "test", "--dry-run", "--json");
    assertThat(dry.exitCode()).as(dry.error()).isZero();
    assertThat(dry.data().at("/sinks/0/delivered").asBoolean()).isTrue();
    assertThat(sent)
        .containsExactlyInAnyOrder(
            "log sent",
            "webhook HOOK sent",
            "log looked at",
            "webhook HOOK looked at",
            "log looked at");
  }

  @Test
  @DisplayName("a task says where notices go, the same again changes nothing, none ends them")
  void configured() throws IOException {
    sinks("[{log: {}}, {webhook: {url-env: HOOK, events: [parked, expired]}}]");
    assertThat(run("notices").error()).contains("names other sinks");
    assertThat(run("task", "Do it").exitCode()).isZero();
    Result shown = run("notices");
    assertThat(shown.exitCode()).as(shown.error()).isZero();
    assertThat(shown.output())
        .containsPattern("log +all +0 +never +0 +0")
        .containsPattern("webhook HOOK +parked,expired +0 +never");
    assertThat(shown.error()).doesNotContain("names other sinks");
    JsonNode data = run("notices", "--json").data();
    assertThat(data.get("running").asBoolean()).isTrue();
    assertThat(data.at("/sinks/1/name").asText()).isEqualTo("webhook HOOK");
    String run = runOfNotices();
    assertThat(run("task", "Do more").exitCode()).isZero();
    assertThat(runOfNotices()).isEqualTo(run);
    sinks("[]");
    assertThat(run("task", "Do this too").exitCode()).isZero();
    client.newUntypedWorkflowStub(NoticeWorkflow.id("shop")).getResult(Void.class);
    assertThat(run("notices").output()).contains("nobody is told");
  }

  private String runOfNotices() {
    return client
        .newUntypedWorkflowStub(NoticeWorkflow.id("shop"))
        .describe()
        .getExecution()
        .getRunId();
  }
}
