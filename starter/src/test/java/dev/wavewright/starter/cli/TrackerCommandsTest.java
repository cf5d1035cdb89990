package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.tracker.TrackerStatus;
import dev.wavewright.workflows.tracker.TrackerStatus.HandOffLine;
import dev.wavewright.workflows.tracker.TrackerStatus.Refusal;
import dev.wavewright.workflows.tracker.TrackerWorkflow;
import dev.wavewright.workflows.wave.IssueReport;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What commands tell of the issue tracker. */
class TrackerCommandsTest extends OnFakeStack {
  @Test
  @DisplayName("status names the tokens that GitHub told to rest, until when, and no others")
  void restingTokens() throws IOException {
    assertThat(run("status", "--json").data().get("restingTokens")).isEmpty();
    Path notes = Files.createDirectories(folder.resolve(".local/state/wavewright/tokens"));
    rests(notes, "one", "the variable GITHUB_TOKEN", "hourly", "2026-11-21T10:20:30.5Z");
    rests(notes, "two", "the file /etc/token", "secondary", "2026-11-21T10:00:59Z");
    rests(notes, "over", "the variable OLD", "secondary", "2026-11-21T09:59:59Z");
    Files.writeString(notes.resolve("cut.rest"), "{\"source\":");

    Result result = run("status");

    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.output())
        .containsSubsequence(
            "GitHub: the file /etc/token rests until 2026-11-21T10:00:59Z, for reading and for"
                + " writing: GitHub's secondary limit is reached\n",
            "GitHub: the variable GITHUB_TOKEN rests until 2026-11-21T10:20:30Z, for reading and"
                + " for writing: GitHub's hourly limit is reached\n")
        .doesNotContain("OLD");
    JsonNode told = run("status", "--json").data().get("restingTokens");
    assertThat(told.findValuesAsText("source"))
        .containsExactly("the file /etc/token", "the variable GITHUB_TOKEN");
    assertThat(told.get(1).toString())
        .isEqualTo(
            "{\"source\":\"the variable GITHUB_TOKEN\",\"reason\":\"GitHub's hourly limit is"
                + " reached\",\"until\":\"2026-11-21T10:20:30.500Z\"}");
  }

  private static void rests(Path notes, String name, String source, String limit, String until)
      throws IOException {
    Files.writeString(
        notes.resolve(name + ".rest"),
        "{\"source\":\"%s\",\"reason\":\"GitHub's %s limit is reached\",\"until\":\"%s\",\"unnamed\":0}"
            .formatted(source, limit, until));
  }

  private static final WaveId WAVE = new WaveId("shop", "all");
  private static final HandOffLine PULL =
      new HandOffLine(new RepositoryName("acme/api"), "https://github.com/acme/api/pull/9", "");

  private ToldTracker tracker(TrackerStatus first) {
    ToldTracker tracker =
        client.newWorkflowStub(
            ToldTracker.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(TrackerWorkflow.id(WAVE))
                .setTaskQueue(Stack.TASK_QUEUE)
                .build());
    WorkflowClient.start(tracker::run, first);
    return tracker;
  }

  private static TrackerStatus written(int left, boolean settled, HandOffLine... handOffs) {
    return status(left, settled, null, List.of(), handOffs);
  }

  private static TrackerStatus status(
      int left,
      boolean settled,
      @Nullable Instant until,
      List<Refusal> refusals,
      HandOffLine... handOffs) {
    return new TrackerStatus(
        WAVE,
        2,
        2 - left,
        left,
        settled,
        until,
        until == null ? null : "GitHub's secondary limit is reached for the variable X",
        true,
        refusals,
        List.of(handOffs));
  }

  /** Starts the wave and lets all of it land. */
  private void landedWave() {
    run("wave", "start", "--all");
    for (String key : List.of("acme/api#1", "acme/api#2")) {
      client
          .newWorkflowStub(WaveWorkflow.class, WAVE.workflowId())
          .report(
              new IssueReport(
                  new IssueKey(key),
                  Phase.DONE,
                  null,
                  FakeWorkflows.COMMIT,
                  Instant.parse("2026-11-21T09:00:00Z")));
    }
  }

  @Test
  @DisplayName(
      "wave status names hand-offs, what GitHub refused, and until when it asks for patience")
  void trackerLines() {
    run("wave", "start", "--all");
    assertThat(run("wave", "status").output()).doesNotContain("GitHub", "hand-off");
    tracker(
        status(
            1,
            false,
            Instant.parse("2026-11-21T10:05:06.789Z"),
            List.of(
                new Refusal(new IssueKey("acme/api#1"), "the issue is \u001b[31mlocked"),
                new Refusal(new IssueKey("acme/api#2"), "locked too")),
            PULL,
            new HandOffLine(new RepositoryName("acme/web"), null, "nothing new on agent/main")));

    Result shown = run("wave", "status");

    assertThat(shown.exitCode()).as(shown.error()).isZero();
    assertThat(shown.output())
        .containsSubsequence(
            "  GitHub asks for patience until 2026-11-21T10:05:06Z: GitHub's secondary limit is"
                + " reached for the variable X\n",
            "  not shown at acme/api#1 and 1 more: the issue is ",
            "  hand-off of acme/api: https://github.com/acme/api/pull/9\n",
            "  hand-off of acme/web: nothing new on agent/main\n")
        .doesNotContain("\u001b", "writing to GitHub");
    JsonNode told = run("wave", "status", "--json").data().get("tracker");
    assertThat(told.get("left").asInt()).isEqualTo(1);
    assertThat(told.get("settled").asBoolean()).isFalse();
    assertThat(told.get("pausedUntil").asText()).isEqualTo("2026-11-21T10:05:06.789Z");
    assertThat(told.get("refusals").findValuesAsText("key"))
        .containsExactly("acme/api#1", "acme/api#2");
    assertThat(told.get("handOffs").get(0).get("url").asText()).isEqualTo(PULL.url());
  }

  @Test
  @DisplayName("wave watch waits for what is still written to GitHub, and says how much is left")
  void waitsForWrites() throws Exception {
    landedWave();
    ToldTracker tracker = tracker(written(2, false));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Integer> code = threads.submit(() -> watch(out));
      await(() -> text(out).contains("writing to GitHub: 2 left"));
      tracker.tell(written(1, true));
      await(() -> text(out).contains("writing to GitHub: 1 left"));
      assertThat(code.isDone()).isFalse();
      tracker.tell(written(0, true, PULL));

      assertThat(code.get()).isZero();
    }
    assertThat(text(out))
        .containsSubsequence("2 left\n", "1 left\n", "hand-off of acme/api: https://")
        .doesNotContain("by itself");
    assertThat(text(out).split("wave all")).as("the wave is drawn twice, not thrice").hasSize(3);
  }

  private int watch(ByteArrayOutputStream out) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return Wavewright.run(
        new TestCommandLine(folder).with(client).context(stream, stream), "wave", "watch");
  }

  private static String text(ByteArrayOutputStream out) {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("five minutes").isLessThan(deadline);
      Thread.sleep(Duration.ofMillis(50));
    }
  }

  @Test
  @DisplayName("wave watch does not wait for a tracker that rests; it says until when")
  void doesNotWaitForRest() {
    landedWave();
    tracker(status(2, true, Instant.parse("2026-11-21T12:00:00Z"), List.of()));
    Result result = run("wave", "watch");
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.output())
        .contains("GitHub asks for patience until 2026-11-21T12:00:00Z")
        .doesNotContain("writing to GitHub");
  }

  @Test
  @DisplayName("wave watch waits for so long only, and says that writing goes on by itself")
  void waitsNotForEver() throws InterruptedException {
    landedWave();
    tracker(written(2, true));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    CliContext context = new TestCommandLine(folder).with(client).context(stream, stream);
    ExitCode code =
        new WaveWatch(
                context,
                new CommandOutput(context, new OutputOptions(), "wave-watch"),
                new Waves(client),
                Duration.ofSeconds(2))
            .follow(WAVE, null);

    assertThat(code).isEqualTo(ExitCode.DONE);
    assertThat(text(out))
        .containsSubsequence(
            "writing to GitHub: 2 left\n", "writing to GitHub goes on by itself\n");
  }
}
