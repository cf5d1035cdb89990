package dev.wavewright.activities.agent;

import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessIdentity;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.workflows.issue.core.RecoveryFacts.WorktreeFact;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One session with a real worktree, and a runner on it. */
final class AgentFixture implements AutoCloseable {
  static final Limits LIMITS =
      new Limits(3, 3, 2, 3, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));
  static final RunnerTimings TIMINGS =
      new RunnerTimings(
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofMinutes(1));

  final Path sessionFolder;
  final Path worktree;
  final SessionId session = new SessionId("test-" + UUID.randomUUID());
  final ProcessStarter starter = new ProcessStarter(new LinuxProcessTable());
  final Map<String, String> workerEnvironment = new HashMap<>();
  final Worktree look = new Worktree();
  final StartSlots slots;
  final AgentRunner runner;
  private final Path folder;

  AgentFixture(Path folder) throws Exception {
    this.folder = folder;
    sessionFolder = Files.createDirectories(folder.resolve("session"));
    worktree = Files.createDirectories(folder.resolve("worktree"));
    workerEnvironment.put("PATH", System.getenv("PATH"));
    workerEnvironment.put("HOME", Files.createDirectories(folder.resolve("user")).toString());
    slots =
        new StartSlots(folder.resolve("starts"), new SessionLocks(), 1, (agent, starting) -> true);
    runner = newRunner();
    git("init", "--quiet", "--initial-branch=main");
    git("commit", "--quiet", "--allow-empty", "--message=Begin");
  }

  /** Returns a runner as another worker's process has one, as far as one process can. */
  AgentRunner newRunner() {
    return new AgentRunner(
        starter,
        new SessionLocks(),
        slots,
        workerEnvironment,
        Path.of("target/test-cache"),
        TIMINGS);
  }

  AgentLaunch scripted(String script) {
    return launch(
        new AgentSettings(
            "scripted",
            AgentBackend.SCRIPTED,
            List.of(),
            List.of(),
            List.of(),
            null,
            "main",
            List.of()),
        "Do it.\n```scripted\n" + script + "```\n");
  }

  AgentLaunch command(String prompt, String... argv) {
    return launch(commandSettings(List.of(argv), List.of(), List.of()), prompt);
  }

  static AgentSettings commandSettings(
      List<String> argv, List<String> resume, List<String> environment) {
    return new AgentSettings(
        "tool", AgentBackend.COMMAND, argv, resume, environment, null, "main", List.of());
  }

  AgentLaunch launch(AgentSettings settings, String prompt) {
    return new AgentLaunch(
        session,
        sessionFolder,
        worktree,
        1,
        1,
        AgentLaunch.Purpose.WORK,
        prompt,
        prompt,
        settings,
        LIMITS,
        Map.of("WAVEWRIGHT_ISSUE", "local/demo#1"),
        null);
  }

  AgentLaunch with(AgentLaunch launch, Limits limits) {
    return new AgentLaunch(
        launch.session(),
        launch.sessionFolder(),
        launch.worktree(),
        launch.turn(),
        launch.attempt(),
        launch.purpose(),
        launch.prompt(),
        launch.promptAfterReset(),
        launch.agent(),
        limits,
        launch.environment(),
        launch.agentSession());
  }

  AgentLaunch withEnvironment(AgentLaunch launch, Map<String, String> environment) {
    return new AgentLaunch(
        launch.session(),
        launch.sessionFolder(),
        launch.worktree(),
        launch.turn(),
        launch.attempt(),
        launch.purpose(),
        launch.prompt(),
        launch.promptAfterReset(),
        launch.agent(),
        launch.limits(),
        environment,
        launch.agentSession());
  }

  AgentLaunch next(AgentLaunch launch, @Nullable String agentSession) {
    return new AgentLaunch(
        launch.session(),
        launch.sessionFolder(),
        launch.worktree(),
        launch.turn() + 1,
        launch.attempt(),
        launch.purpose(),
        launch.prompt(),
        launch.promptAfterReset(),
        launch.agent(),
        launch.limits(),
        launch.environment(),
        agentSession);
  }

  static Limits limits(Duration start, Duration run, Duration stall) {
    return new Limits(3, 3, 2, 3, start, run, stall);
  }

  AgentResult run(AgentLaunch launch) throws Exception {
    return runner.run(launch, look, observed -> {});
  }

  /** Returns the step of a script at which its agent waits until it is released. */
  String waitForRelease() {
    return "run sh -c 'until test -e " + released() + "; do sleep 0.05; done'\n";
  }

  /** Lets an agent go on that waits; also one that does not wait yet. */
  void release() {
    try {
      Files.writeString(released(), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path released() {
    return folder.resolve("released");
  }

  /** Returns every process of the session that lives. */
  Set<ProcessIdentity> alive() {
    return starter.marked(session.value());
  }

  String git(String... arguments) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("git", "-c", "user.name=Test", "-c"));
    argv.add("user.email=test@example.invalid");
    argv.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(argv).directory(worktree.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("git " + String.join(" ", arguments) + ": " + output);
    }
    return output;
  }

  Path turn(int turn) {
    return sessionFolder.resolve("turns").resolve(Integer.toString(turn));
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws Exception {
    starter.endMarked(session.value(), Duration.ZERO, Duration.ofMinutes(1), () -> {});
  }

  /** A worktree that says of itself what the test wants. */
  static final class Worktree implements SessionWorktree {
    WorktreeFact fact = WorktreeFact.SOUND;
    int resets;

    @Override
    public WorktreeFact look() {
      return fact;
    }

    @Override
    public void reset() {
      resets++;
    }
  }
}
