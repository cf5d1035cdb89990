package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.agent.AgentRunner;
import dev.wavewright.activities.agent.RunnerTimings;
import dev.wavewright.activities.check.CheckRunner;
import dev.wavewright.activities.git.GitCommand;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.workflows.issue.IssueActivities;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.AgentWork;
import dev.wavewright.workflows.issue.IssueActivities.Prepared;
import dev.wavewright.workflows.issue.IssueActivities.Round;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import dev.wavewright.workflows.model.TrackerSettings;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host does for one issue, with real git and real processes. */
class IssueActivitiesTest {
  private static final RepositoryName NAME = new RepositoryName("acme/api");
  private static final SessionId SESSION = new SessionId("acme~api~1-" + UUID.randomUUID());

  @TempDir Path root;
  private TestActivityEnvironment temporal;
  private IssueActivities host;
  private Path person;

  @BeforeEach
  void start() throws Exception {
    person = Files.createDirectories(root.resolve("person"));
    Files.writeString(person.resolve("tracked.txt"), "as committed\n");
    git("init", "--quiet", "--initial-branch=main");
    git("add", "-A");
    git("commit", "--quiet", "--message=first");
    ProcessStarter starter = new ProcessStarter(new LinuxProcessTable());
    SessionLocks locks = new SessionLocks();
    Hubs hubs = new Hubs(GitCommand.find());
    Map<String, String> environment =
        Map.of("PATH", System.getenv("PATH"), "HOME", root.toString());
    HostLayout layout = new HostLayout(root.resolve("state"));
    HostRooms rooms =
        new HostRooms(
            layout,
            new Fences(layout.fences()),
            new RepositoryNames(layout.repositoryNames()),
            SessionIndex.of(layout),
            release -> {},
            repository -> {},
            hubs,
            new AgentRunner(
                starter, locks, environment, root.resolve("cache"), RunnerTimings.DEFAULT),
            new CheckRoom(hubs, new CheckRunner(starter), locks, environment, 1),
            spares);
    temporal = TestActivityEnvironment.newInstance();
    temporal.registerActivitiesImplementations(new IssueActivitiesImpl(rooms));
    host = temporal.newActivityStub(IssueActivities.class);
  }

  private final Spares spares = new Spares();

  @AfterEach
  void stop() {
    temporal.close();
    spares.close();
  }

  @Test
  @DisplayName("a set-up runs once for each worktree, and again in one that was made anew")
  void setsUpEveryWorktree() throws Exception {
    Path count = root.resolve("count");
    SessionWork work = work("echo x >> " + count + "; echo tool > tool", "true");

    Path worktree = Path.of(ready(host.prepare(work)));
    ready(host.prepare(work));
    assertThat(count).content().hasLineCount(1);

    remove(worktree);
    ready(host.prepare(work));
    assertThat(count).content().hasLineCount(2);
    assertThat(worktree.resolve("tool")).hasContent("tool");
  }

  @Test
  @DisplayName("R3: an agent that starts over in a new worktree finds it set up")
  void setsUpAfterReset() throws Exception {
    SessionWork work = work("echo tool > tool", "cat tool > made-with-it");
    Path worktree = Path.of(ready(host.prepare(work)));
    remove(worktree);

    AgentReport report = host.runAgent(run(work, Round.IMPLEMENT));

    assertThat(report.ending()).as(report.message()).isEqualTo(AgentReport.Ending.FINISHED);
    assertThat(report.commit()).isNotNull();
    assertThat(worktree.resolve("made-with-it")).hasContent("tool");
  }

  @Test
  @DisplayName("an agent that starts over is not run where the set-up fails")
  void saysThatSetUpFailedAfterReset() throws Exception {
    Path broken = root.resolve("broken");
    SessionWork work = work("test ! -e " + broken, "touch ran");
    Path worktree = Path.of(ready(host.prepare(work)));
    remove(worktree);
    Files.createFile(broken);

    AgentReport report = host.runAgent(run(work, Round.IMPLEMENT));

    assertThat(report.ending()).isEqualTo(AgentReport.Ending.FAILED);
    assertThat(report.message()).startsWith("the set-up failed: the check exited with 1");
    assertThat(worktree.resolve("ran")).doesNotExist();
  }

  @Test
  @DisplayName("R3: an agent that starts over in a conflict round is not told of work that is gone")
  void tellsTheTruthAfterReset() throws Exception {
    SessionWork work =
        work("true", "if test -e tries; then cat >> prompts; else echo 1 > tries; fi");
    Path worktree = Path.of(ready(host.prepare(work)));
    assertThat(host.runAgent(run(work, Round.IMPLEMENT)).commit()).isNotNull();
    Files.writeString(person.resolve("tries"), "landed meanwhile\n");
    git("add", "-A");
    git("commit", "--quiet", "--message=meanwhile");
    git("branch", "--force", "agent/main", "main");
    remove(worktree);

    AgentReport report = host.runAgent(turn(work, 2, Round.RESOLVE_CONFLICT));

    assertThat(report.commit()).as(report.message()).isNotNull();
    assertThat(worktree.resolve("tries")).hasContent("landed meanwhile");
    assertThat(worktree.resolve("prompts"))
        .content()
        .startsWith("Implement one issue in the repository acme/api, from the beginning")
        .contains("was merged into your worktree")
        .doesNotContain("Your work");
  }

  @Test
  @DisplayName(
      "a set-up that changes tracked files is refused by name, and works once it is mended")
  void refusesTrackedChanges() throws Exception {
    Path mended = root.resolve("mended");
    SessionWork work = work("test -e " + mended + " || echo x >> tracked.txt", "true");

    Prepared refused = host.prepare(work);
    assertThat(refused.state()).isEqualTo(Prepared.State.FAILED);
    assertThat(refused.message())
        .contains("the set-up changes files that git tracks")
        .contains("tracked.txt");

    Files.createFile(mended);
    Path worktree = Path.of(ready(host.prepare(work)));
    assertThat(worktree.resolve("tracked.txt")).hasContent("as committed");
  }

  private static String ready(Prepared prepared) {
    assertThat(prepared.state()).as(prepared.message()).isEqualTo(Prepared.State.READY);
    return prepared.worktree();
  }

  private SessionWork work(String setUp, String agent) {
    AgentSettings command =
        new AgentSettings(
            "tool",
            AgentBackend.COMMAND,
            List.of("sh", "-c", agent),
            List.of(),
            List.of(),
            null,
            "main",
            List.of());
    RepositorySettings repository =
        new RepositorySettings(
            NAME,
            person.toString(),
            "main",
            "agent/main",
            1,
            List.of("sh", "-c", setUp),
            List.of(),
            List.of("true"),
            Duration.ofMinutes(1));
    ProjectSettings project =
        new ProjectSettings(
            "shop",
            root.toString(),
            null,
            List.of(repository),
            new TrackerSettings("files", root.resolve("issues").toString()),
            List.of(command),
            null,
            0,
            List.of(),
            Limits.DEFAULT);
    return new SessionWork(
        IssueKey.of(NAME, 1),
        SESSION,
        project,
        NAME,
        new IssueText("Do it", "Do it.", null),
        List.of(),
        new LeaseToken(0, 1),
        false);
  }

  private static AgentWork run(SessionWork work, Round round) {
    return turn(work, 1, round);
  }

  private static AgentWork turn(SessionWork work, int turn, Round round) {
    return new AgentWork(work, round, turn, 1, "tool", new LeaseToken(0, turn + 1), "", List.of());
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void git(String... arguments) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of("git", "-c", "user.name=T", "-c", "user.email=t@example.invalid"),
                        Stream.of(arguments))
                    .toList())
            .directory(person.toFile())
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("git.log").toFile());
    assertThat(builder.start().waitFor()).isZero();
  }
}
