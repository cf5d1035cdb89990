package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.agent.AgentResult.Ending;
import dev.wavewright.activities.agent.scripted.ScriptedAgent;
import dev.wavewright.activities.process.Vanishing;
import dev.wavewright.activities.process.Waiting;
import dev.wavewright.workflows.issue.core.RecoveryFacts.WorktreeFact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of agents whose follower went away, and of those someone wants to end. */
final class AgentRecoveryTest {
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
  @DisplayName("R1, R2: an agent whose follower went away is adopted; only one ever lives")
  void adopts() throws Exception {
    AgentLaunch launch =
        fixture.scripted(
            "say begun\n" + fixture.waitForRelease() + "write a <<END\na\nEND\ntokens 3\n");
    try (LiveAgents agents = new LiveAgents(fixture, ScriptedAgent.class.getName())) {
      long pid = abandonOnce(launch, "begun");
      await(() -> agents.most() > 0);

      AgentResult result = releaseOnceAdopted(launch);

      assertThat(result.ending()).as(result.toString()).isEqualTo(Ending.FINISHED);
      assertThat(result.pid()).isEqualTo(pid);
      assertThat(result.tokens()).isEqualTo(3);
      assertThat(decisions()).containsExactly("START", "ADOPT");
      assertThat(agents.most()).isEqualTo(1);
      assertThat(agents.pids()).containsExactly(pid);
    }
  }

  @Test
  @DisplayName("R1, R2: an agent whose worker was killed is adopted by the next one")
  void adoptsFromKilledWorker() throws Exception {
    AgentLaunch launch = fixture.scripted("say begun\n" + fixture.waitForRelease() + "say over\n");
    try (LiveAgents agents = new LiveAgents(fixture, ScriptedAgent.class.getName())) {
      Process worker = Follower.start(launch);
      try {
        await(() -> printed("begun"));
        assertThat(fixture.runner.tryLock(fixture.sessionFolder)).isEmpty();
      } finally {
        worker.destroyForcibly().waitFor();
      }
      assertThat(fixture.turn(1).resolve("result.json")).doesNotExist();
      await(() -> agents.most() > 0);

      AgentResult result = releaseOnceAdopted(launch);

      assertThat(result.ending()).as(result.toString()).isEqualTo(Ending.FINISHED);
      assertThat(result.finalText()).isEqualTo("over");
      assertThat(decisions()).containsExactly("START", "ADOPT");
      assertThat(agents.most()).isEqualTo(1);
      assertThat(agents.pids()).containsExactly(result.pid());
    }
  }

  @Test
  @DisplayName("An interrupted follower gives up; its agent runs on and is adopted")
  void interruptedFollowerHandsOver() throws Exception {
    AgentLaunch launch = fixture.scripted("say begun\n" + fixture.waitForRelease() + "say over\n");
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<AgentResult> run = threads.submit(() -> fixture.run(launch));
      await(() -> printed("begun"));
      threads.shutdownNow();

      assertThatThrownBy(run::get).hasCauseInstanceOf(InterruptedException.class);
    }

    assertThat(releaseOnceAdopted(launch).finalText()).isEqualTo("over");
    assertThat(decisions()).containsExactly("START", "ADOPT");
  }

  @Test
  @DisplayName("R1: an agent that ended while nobody watched is collected")
  void collects() throws Exception {
    AgentLaunch launch =
        fixture.scripted("say begun\n" + fixture.waitForRelease() + "say over\nexit 4\n");
    long pid = abandonOnce(launch, "begun");
    fixture.release();
    await(() -> Files.exists(fixture.turn(1).resolve("start-1/exit")));

    AgentResult result = fixture.run(launch);

    assertThat(result.ending()).isEqualTo(Ending.FAILED);
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.finalText()).isEqualTo("over");
    assertThat(result.pid()).isEqualTo(pid);
    assertThat(decisions()).containsExactly("START", "COLLECT");
  }

  @Test
  @DisplayName("R1, R2: an agent that vanished unseen goes on with its session where it stood")
  void resumes() throws Exception {
    AgentLaunch launch =
        fixture.scripted(
            "append a <<END\nonce\nEND\nsay begun\n" + fixture.waitForRelease() + "say over\n");
    try (LiveAgents agents = new LiveAgents(fixture, ScriptedAgent.class.getName())) {
      long pid = abandonOnce(launch, "begun");
      await(() -> agents.most() > 0);
      killEverything();
      fixture.release();

      AgentResult result = fixture.run(launch);

      assertThat(result.ending()).as(result.toString()).isEqualTo(Ending.FINISHED);
      assertThat(result.pid()).isNotEqualTo(pid);
      assertThat(result.finalText()).isEqualTo("over");
      assertThat(fixture.worktree.resolve("a")).hasContent("once\n");
      assertThat(decisions()).containsExactly("START", "RESUME");
      assertThat(agents.most()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("R1: an agent that cannot continue starts anew in a worktree that was reset")
  void resets() throws Exception {
    AgentLaunch launch =
        fixture.command("go", "sh", "-c", "echo begun; test -e ../again || sleep 600; echo over");
    abandonOnce(launch, "begun");
    killEverything();
    Files.createFile(fixture.folder().resolve("again"));

    AgentResult result = fixture.run(launch);

    assertThat(result.ending()).as(result.toString()).isEqualTo(Ending.FINISHED);
    assertThat(fixture.look.resets).isEqualTo(1);
    assertThat(decisions()).containsExactly("START", "RESET");
  }

  @Test
  @DisplayName("A worktree that is gone before the start is reset first")
  void resetsBrokenWorktree() throws Exception {
    fixture.look.fact = WorktreeFact.MISSING;

    AgentResult result = fixture.run(fixture.scripted("say x\n"));

    assertThat(result.ending()).isEqualTo(Ending.FINISHED);
    assertThat(fixture.look.resets).isEqualTo(1);
    assertThat(decisions()).containsExactly("RESET");
  }

  @Test
  @DisplayName("R4: a turn that has ended returns the same again and starts nothing")
  void endedTurnIsRepeatable() throws Exception {
    AgentLaunch launch = fixture.scripted("append a <<END\nonce\nEND\nsay over\n");
    AgentResult first = fixture.run(launch);

    assertThat(fixture.newRunner().run(launch, fixture.look, observed -> {})).isEqualTo(first);
    assertThat(fixture.worktree.resolve("a")).hasContent("once\n");
  }

  @Test
  @DisplayName(
      "R2: a launch that was recorded but never happened is made impossible, then repeated")
  void recordedLaunchThatNeverHappened() throws Exception {
    TurnFolder turn = TurnFolder.of(fixture.sessionFolder, 1);
    turn.create();
    turn.write(
        new TurnFolder.LaunchRecord(
            1, Instant.now().toString(), 1, "scripted", List.of("x"), null));

    AgentResult result = fixture.run(fixture.scripted("say x\n"));

    assertThat(result.ending()).isEqualTo(Ending.FINISHED);
    assertThat(decisions()).containsExactly("START");
    assertThat(fixture.turn(1).resolve("start-1/pid")).hasContent("never\n");
    assertThat(fixture.turn(1).resolve("start-2/exit")).exists();
  }

  @Test
  @DisplayName("R2: two calls for one turn at once run one agent and get the same result")
  void concurrentCallsShareOneAgent() throws Exception {
    AgentLaunch launch = fixture.scripted(fixture.waitForRelease() + "append a <<END\nonce\nEND\n");
    Callable<AgentResult> call = () -> fixture.run(launch);
    try (LiveAgents agents = new LiveAgents(fixture, ScriptedAgent.class.getName());
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<AgentResult>> results =
          List.of(threads.submit(call), threads.submit(call), threads.submit(call));
      await(() -> agents.most() > 0);
      fixture.release();

      AgentResult first = results.getFirst().get();
      assertThat(first.ending()).isEqualTo(Ending.FINISHED);
      for (Future<AgentResult> result : results) {
        assertThat(result.get()).isEqualTo(first);
      }
      assertThat(agents.most()).isEqualTo(1);
      assertThat(agents.pids()).hasSize(1);
    }
  }

  @Test
  @DisplayName("R2: the next turn ends an agent of the last one before it starts its own")
  void nextTurnEndsTheLast() throws Exception {
    AgentLaunch launch = fixture.scripted("say begun\nhang\nround 2:\nsay never\n");
    try (LiveAgents agents = new LiveAgents(fixture, ScriptedAgent.class.getName())) {
      long pid = abandonOnce(launch, "begun");
      await(() -> agents.most() > 0);
      AgentLaunch next =
          fixture.next(fixture.command("go", "sh", "-c", "kill -0 " + pid + "; echo rc $?"), null);

      AgentResult result = fixture.run(next);

      assertThat(result.logTail()).contains("rc 1");
      assertThat(fixture.alive()).isEmpty();
      assertThat(agents.most()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("An agent killed under its follower's eyes has failed, and the next attempt goes on")
  void killedAgentFailsAtOnce() throws Exception {
    AgentLaunch launch =
        fixture.scripted(
            "append a <<END\nonce\nEND\nsay begun\n" + fixture.waitForRelease() + "say over\n");
    AgentResult killed =
        fixture.runner.run(
            launch,
            fixture.look,
            observed -> {
              if (printed("begun")) {
                ProcessHandle.of(observed.pid()).ifPresent(ProcessHandle::destroyForcibly);
              }
            });
    fixture.release();
    AgentResult resumed = fixture.run(fixture.next(launch, killed.agentSession()));

    assertThat(killed.ending()).isEqualTo(Ending.FAILED);
    assertThat(killed.exitCode()).isEqualTo(137);
    assertThat(resumed.ending()).as(resumed.toString()).isEqualTo(Ending.FINISHED);
    assertThat(resumed.finalText()).isEqualTo("over");
    assertThat(fixture.worktree.resolve("a")).hasContent("once\n");
  }

  @Test
  @DisplayName("I5: a running turn is stopped from another thread and says so, then and later")
  void stops() throws Exception {
    AgentLaunch launch = fixture.scripted("say begun\nignore-term\nspawn-orphan\nhang\n");
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<AgentResult> run = threads.submit(() -> fixture.run(launch));
      await(() -> printed("orphan"));

      boolean gone = fixture.newRunner().stop(fixture.session, fixture.sessionFolder, () -> {});

      assertThat(gone).isTrue();
      assertThat(fixture.alive()).isEmpty();
      assertThat(run.get().ending()).isEqualTo(Ending.STOPPED);
      assertThat(fixture.run(launch)).isEqualTo(run.get());
    }
  }

  @Test
  @DisplayName("Stopping a session that nobody follows ends its agent; the next call says stopped")
  void stopsWithoutFollower() throws Exception {
    AgentLaunch launch = fixture.scripted("say begun\nhang\n");
    abandonOnce(launch, "begun");

    boolean gone = fixture.runner.stop(fixture.session, fixture.sessionFolder, () -> {});

    assertThat(gone).isTrue();
    assertThat(fixture.alive()).isEmpty();
    assertThat(fixture.run(launch).ending()).isEqualTo(Ending.STOPPED);
  }

  @Test
  @DisplayName("A stop hits only what runs: the next turn is not stopped by it")
  void stopDoesNotReachTheNextTurn() throws Exception {
    AgentLaunch first = fixture.scripted("say one\n");
    fixture.run(first);
    fixture.runner.stop(fixture.session, fixture.sessionFolder, () -> {});

    assertThat(fixture.run(fixture.next(first, null)).ending()).isEqualTo(Ending.FINISHED);
  }

  /** Follows until the agent has printed {@code text}, then gives up; returns the agent's pid. */
  private long abandonOnce(AgentLaunch launch, String text) throws Exception {
    long[] pid = new long[1];
    assertThatThrownBy(
            () ->
                fixture
                    .newRunner()
                    .run(
                        launch,
                        fixture.look,
                        observed -> {
                          if (observed.pid() > 0 && printed(text)) {
                            pid[0] = observed.pid();
                            throw new IllegalStateException("the worker goes away");
                          }
                        }))
        .hasMessage("the worker goes away");
    assertThat(fixture.alive()).isNotEmpty();
    return pid[0];
  }

  /** Runs a turn whose agent waits; releases it only when this run has adopted it. */
  private AgentResult releaseOnceAdopted(AgentLaunch launch) throws Exception {
    return fixture.runner.run(
        launch,
        fixture.look,
        observed -> {
          if (decisions().contains("ADOPT")) {
            fixture.release();
          }
        });
  }

  private void killEverything() throws Exception {
    Vanishing.vanish(fixture.starter, fixture.turn(1).resolve("start-1"), fixture.session.value());
  }

  private boolean printed(String text) {
    Path output = fixture.turn(1).resolve("start-1/output.log");
    try {
      return Files.exists(output) && Files.readString(output).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> decisions() {
    try {
      return Files.readAllLines(fixture.turn(1).resolve("recovery.jsonl")).stream()
          .map(line -> JsonLines.object(line).orElseThrow().path("choice").asText())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    assertThat(Waiting.until(Duration.ofMinutes(2), condition, () -> {})).isTrue();
  }
}
