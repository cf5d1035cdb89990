package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.agent.AgentResult.Ending;
import dev.wavewright.activities.process.LinuxProcessTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real agent processes under one runner that is not disturbed. */
final class AgentRunnerTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;
  private AgentFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new AgentFixture(folder);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    fixture.close();
  }

  @Test
  @DisplayName("A scripted agent edits, commits, and says what it did")
  void scriptedAgentFinishes() throws Exception {
    AgentResult result =
        fixture.run(
            fixture.scripted(
                """
                say I begin
                write src/hello.txt <<END
                hello
                END
                commit Say hello
                tokens 120
                say Done.
                """));

    assertThat(result.ending()).as(result.toString()).isEqualTo(Ending.FINISHED);
    assertThat(result.exitCode()).isZero();
    assertThat(result.finalText()).isEqualTo("Done.");
    assertThat(result.tokens()).isEqualTo(120);
    assertThat(result.pid()).isPositive();
    assertThat(result.message()).isEmpty();
    assertThat(fixture.git("log", "--format=%s")).startsWith("Say hello");
    assertThat(fixture.alive()).isEmpty();
  }

  @Test
  @DisplayName("The n-th run of a session does the n-th round, and the last round repeats")
  void roundsFollowRuns() throws Exception {
    AgentLaunch first = fixture.scripted("round 1:\nsay one\nround 2:\nsay two\ntokens 7\n");
    AgentLaunch second = fixture.next(first, fixture.session.value());
    AgentLaunch third = fixture.next(second, fixture.session.value());

    assertThat(fixture.run(first).finalText()).isEqualTo("one");
    assertThat(fixture.run(second).finalText()).isEqualTo("two");
    assertThat(fixture.run(third).finalText()).isEqualTo("two");
  }

  @Test
  @DisplayName("An agent that fails is reported with its exit code and the end of its output")
  void failureIsReported() throws Exception {
    AgentResult result = fixture.run(fixture.scripted("say trying\nrun echo it broke\nexit 3\n"));

    assertThat(result.ending()).isEqualTo(Ending.FAILED);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.logTail()).contains("it broke");
    assertThat(result.message()).contains("exit 3").doesNotContain("the agent failed");
  }

  @Test
  @DisplayName("An agent that shows no sign of life is ended at the start limit")
  void startLimit() throws Exception {
    AgentResult result =
        fixture.run(
            fixture.with(
                fixture.scripted("hang-at-start\n"),
                AgentFixture.limits(Duration.ofSeconds(2), LONG, LONG)));

    assertThat(result.ending()).isEqualTo(Ending.START_TIMED_OUT);
    assertThat(result.exitCode()).isNull();
    assertThat(fixture.alive()).isEmpty();
  }

  @Test
  @DisplayName("An agent that goes on and on is ended at the run limit")
  void runLimit() throws Exception {
    AgentLaunch launch =
        fixture.command("go", "sh", "-c", "while :; do echo busy; sleep 0.1; done");
    Duration limit = Duration.ofSeconds(2);
    AgentResult result = fixture.run(fixture.with(launch, AgentFixture.limits(LONG, limit, LONG)));
    while (result.logTail().isEmpty() && limit.toSeconds() < 60) {
      // The machine was too busy to let it begin.
      limit = limit.multipliedBy(4);
      launch = fixture.next(launch, null);
      result = fixture.run(fixture.with(launch, AgentFixture.limits(LONG, limit, LONG)));
    }

    assertThat(result.ending()).isEqualTo(Ending.RUN_TIMED_OUT);
    assertThat(result.logTail()).contains("busy");
    assertThat(fixture.alive()).isEmpty();
  }

  @Test
  @DisplayName("An agent that neither prints nor works is ended as stalled")
  void idleAgentStalls() throws Exception {
    AgentResult result =
        fixture.run(
            fixture.with(
                fixture.scripted("say hm\nhang\n"),
                AgentFixture.limits(LONG, LONG, Duration.ofSeconds(2))));

    assertThat(result.ending()).isEqualTo(Ending.STALLED);
    assertThat(fixture.alive()).isEmpty();
  }

  @Test
  @DisplayName("An agent that works in silence beyond the stall limit is left alone")
  void busyAgentDoesNotStall() throws Exception {
    AgentResult result =
        fixture.run(
            fixture.with(
                fixture.scripted("busy 8s\nsay done\n"),
                AgentFixture.limits(LONG, LONG, Duration.ofSeconds(5))));

    assertThat(result.ending()).as(result.toString()).isEqualTo(Ending.FINISHED);
  }

  @Test
  @DisplayName("An agent that said it is done but does not exit is ended and counts as finished")
  void terminalEventDecides() throws Exception {
    AgentResult result =
        fixture.run(
            fixture.scripted(
                """
                run sh -c 'echo "{\\"type\\":\\"ended\\",\\"exit\\":0,\\"tokens\\":5}"; sleep 600'
                """));

    assertThat(result.ending()).as(result.toString()).isEqualTo(Ending.FINISHED);
    assertThat(result.exitCode()).isNull();
    assertThat(result.tokens()).isEqualTo(5);
    assertThat(fixture.alive()).isEmpty();
  }

  @Test
  @DisplayName("S1: what an agent leaves running in a session of its own is gone when it returns")
  void orphansAreEnded() throws Exception {
    AgentResult result = fixture.run(fixture.scripted("spawn-orphan\nsay done\n"));

    long orphan =
        result
            .logTail()
            .lines()
            .filter(line -> line.startsWith("orphan "))
            .mapToLong(line -> Long.parseLong(line.substring(7)))
            .findFirst()
            .orElseThrow();
    assertThat(result.ending()).isEqualTo(Ending.FINISHED);
    assertThat(new LinuxProcessTable().read("")).noneMatch(process -> process.pid() == orphan);
    assertThat(fixture.alive()).isEmpty();
  }

  @Test
  @DisplayName("S1: an agent deaf to TERM with a runaway grandchild is gone when it returns")
  void stubbornTreeIsEnded() throws Exception {
    AgentLaunch launch =
        fixture.with(
            fixture.scripted("ignore-term\nspawn-orphan\nhang\n"),
            AgentFixture.limits(LONG, Duration.ofSeconds(3), LONG));

    AgentResult result = fixture.run(launch);

    assertThat(result.ending()).isEqualTo(Ending.RUN_TIMED_OUT);
    assertThat(fixture.alive()).isEmpty();
    assertThat(result.message()).doesNotContain("are left");
  }

  @Test
  @DisplayName("An agent that prints a gigabyte neither fills the disk nor loses its end")
  void outputIsBounded() throws Exception {
    AgentResult result =
        fixture.run(
            fixture.command(
                "go", "sh", "-c", "head -c 1000000000 /dev/zero | tr '\\0' x; echo; echo the end"));

    assertThat(result.ending()).as(result.message()).isEqualTo(Ending.FINISHED);
    assertThat(result.logTail()).endsWith("the end");
    assertThat(bytesBelow(fixture.sessionFolder)).isLessThan(66L << 20);
  }

  @Test
  @DisplayName("An event behind more output than is kept still counts")
  void terminalEventBeyondTheLimit() throws Exception {
    AgentResult result = fixture.run(fixture.scripted("print 80000000\nsay late\ntokens 9\n"));

    assertThat(result.ending()).as(result.message()).isEqualTo(Ending.FINISHED);
    assertThat(result.finalText()).isEqualTo("late");
    assertThat(result.tokens()).isEqualTo(9);
  }

  @Test
  @DisplayName("S2: nothing of the worker's environment reaches the agent but what is allowed")
  void environmentIsAnAllowList() throws Exception {
    fixture.workerEnvironment.put("GITHUB_TOKEN", "canary-1");
    fixture.workerEnvironment.put("SSH_AUTH_SOCK", "canary-2");
    fixture.workerEnvironment.put("MYTOOL_API_BASE", "http://127.0.0.1:1");
    AgentLaunch launch =
        fixture.launch(
            AgentFixture.commandSettings(List.of("env"), List.of(), List.of("MYTOOL_API_BASE")),
            "go");

    AgentResult result = fixture.newRunner().run(launch, fixture.look, observed -> {});

    assertThat(result.logTail().lines())
        .doesNotContain("canary")
        .contains(
            "MYTOOL_API_BASE=http://127.0.0.1:1",
            "TERM=dumb",
            "WAVEWRIGHT_ISSUE=local/demo#1",
            "WAVEWRIGHT_SESSION=" + fixture.session,
            "WAVEWRIGHT_ATTEMPT=1",
            "WAVEWRIGHT_WORKTREE=" + fixture.worktree,
            "HOME=" + fixture.sessionFolder.resolve("home"),
            "TMPDIR=" + fixture.sessionFolder.resolve("tmp"),
            "XDG_DATA_HOME=" + fixture.sessionFolder.resolve("home/.local/share"));
    assertThat(result.logTail()).doesNotContain("canary", System.getProperty("user.home") + "\n");
  }

  @Test
  @DisplayName("A login file is copied into the private home, readable by its owner alone")
  void loginIsCopied() throws Exception {
    Path auth = fixture.folder().resolve("user/.local/share/tool/auth.json");
    Files.createDirectories(auth.getParent());
    Files.writeString(auth, "secret");
    Files.setPosixFilePermissions(auth, PosixFilePermissions.fromString("rw-r--r--"));

    AgentResult result = fixture.run(withLogin("~/.local/share/tool/auth.json"));

    Path copy = fixture.sessionFolder.resolve("home/.local/share/tool/auth.json");
    assertThat(result.ending()).as(result.message()).isEqualTo(Ending.FINISHED);
    assertThat(copy).hasContent("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");
  }

  @Test
  @DisplayName("A missing login file fails the run before anything starts")
  void missingLogin() throws Exception {
    AgentResult result = fixture.run(withLogin("~/nothing/here"));

    assertThat(result.ending()).isEqualTo(Ending.FAILED);
    assertThat(result.message()).contains("~/nothing/here");
    assertThat(result.pid()).isZero();
  }

  @Test
  @DisplayName("S4: a prompt is data, as an argument, as a file and on standard input")
  void promptsAreData() throws Exception {
    String hostile =
        "$(touch owned) `touch owned`; touch owned; rm -rf . {worktree} 'a\"b' --upload-pack=x"
            + " \u202e\uD83D\uDE00";
    AgentLaunch argument =
        fixture.launch(
            AgentFixture.commandSettings(
                List.of("printf", "%s\\n", "{prompt}"), List.of(), List.of()),
            hostile + "\0");
    AgentLaunch file =
        fixture.next(
            fixture.launch(
                AgentFixture.commandSettings(List.of("cat", "{prompt-file}"), List.of(), List.of()),
                hostile),
            null);
    AgentLaunch input = fixture.next(fixture.next(fixture.command(hostile, "cat"), null), null);

    assertThat(fixture.run(argument).logTail()).isEqualTo(hostile + "\ufffd");
    assertThat(fixture.run(file).logTail()).isEqualTo(hostile);
    assertThat(fixture.run(input).logTail()).isEqualTo(hostile);
    assertThat(fixture.worktree.resolve("owned")).doesNotExist();
  }

  @Test
  @DisplayName("A program that does not exist fails the run, named")
  void missingProgram() throws Exception {
    AgentResult result = fixture.run(fixture.command("go", "no-such-agent-program"));

    assertThat(result.ending()).isEqualTo(Ending.FAILED);
    assertThat(result.exitCode()).isNull();
    assertThat(result.message()).contains("no-such-agent-program");
  }

  @Test
  @DisplayName("A prompt too long for an argument fails the run with what to do instead")
  void promptTooLong() throws Exception {
    AgentResult result = fixture.run(fixture.command("x".repeat(1 << 20), "echo", "{prompt}"));

    assertThat(result.ending()).isEqualTo(Ending.FAILED);
    assertThat(result.message()).contains("{prompt-file}");
  }

  @Test
  @DisplayName("What a tool's events tell of its rate limits is told on, to the last line")
  void usageIsTold() throws Exception {
    List<UsageSign> told = new java.util.ArrayList<>();
    String event =
        "{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"rateLimitType\":\"five_hour\","
            + "\"status\":\"%s\",\"unifiedWindows\":{\"five_hour\":{\"utilization\":%s}}}}";

    AgentResult result =
        fixture.runner.run(
            fixture.command(
                "go",
                "printf",
                "%s\\n%s",
                event.formatted("allowed_warning", "0.75"),
                event.formatted("rejected", "1")),
            fixture.look,
            new Progress() {
              @Override
              public void report(Observed observed) {}

              @Override
              public void usage(List<UsageSign> signs, Instant at) {
                told.addAll(signs);
              }
            });

    assertThat(result.ending()).as(result.message()).isEqualTo(Ending.FINISHED);
    assertThat(told).extracting(UsageSign::percent).containsExactly(75.0, 100.0);
  }

  @Test
  @DisplayName("Progress is told at once and then again and again, with the agent's pid")
  void progressIsTold() throws Exception {
    List<Progress.Observed> told = new java.util.ArrayList<>();

    AgentResult result =
        fixture.runner.run(
            fixture.scripted(fixture.waitForRelease() + "say x\n"),
            fixture.look,
            observed -> {
              told.add(observed);
              if (told.size() > 5) {
                fixture.release();
              }
            });

    assertThat(told).hasSizeGreaterThan(5);
    assertThat(told.getFirst().pid()).isZero();
    assertThat(told.getLast().pid()).isEqualTo(result.pid());
    assertThat(told.getLast().agentSession()).isEqualTo(fixture.session.value());
  }

  private AgentLaunch withLogin(String login) {
    return fixture.launch(
        new dev.wavewright.workflows.model.AgentSettings(
            "tool",
            dev.wavewright.workflows.model.AgentBackend.COMMAND,
            List.of("true"),
            List.of(),
            List.of(),
            null,
            "main",
            List.of(login)),
        "go");
  }

  private static long bytesBelow(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
