package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.agent.AgentRunner;
import dev.wavewright.activities.agent.RunnerTimings;
import dev.wavewright.activities.agent.StartSlots;
import dev.wavewright.activities.check.CheckRunner;
import dev.wavewright.activities.git.GitCommand;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.activities.process.Vanishing;
import dev.wavewright.activities.process.Waiting;
import dev.wavewright.activities.tracker.github.FakeGitHub;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.host.HostActivities;
import dev.wavewright.workflows.issue.IssueActivities;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.AgentWork;
import dev.wavewright.workflows.issue.IssueActivities.CheckReport;
import dev.wavewright.workflows.issue.IssueActivities.Prepared;
import dev.wavewright.workflows.issue.IssueActivities.Round;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.merge.MergeActivities;
import dev.wavewright.workflows.merge.MergeActivities.Candidate;
import dev.wavewright.workflows.merge.MergeActivities.LandReport;
import dev.wavewright.workflows.merge.MergeOutcome;
import dev.wavewright.workflows.merge.MergeRequest;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.HostId;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One host with real git and real processes, and one repository of a person. */
final class HostFixture implements AutoCloseable {
  /** For what happens in any case, however slow and busy the machine is. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  static final RepositoryName NAME = new RepositoryName("acme/api");

  final Path root;
  final Path person;
  final HostLayout layout;

  /** Where the hub lies once a session was prepared. */
  final Path hub;

  final HostRooms rooms;
  final ProcessStarter starter = new ProcessStarter(new LinuxProcessTable());
  final RecordedBooks books = new RecordedBooks();
  final List<LeaseRelease> releases = new CopyOnWriteArrayList<>();
  final IssueActivities host;
  final MergeActivities merges;
  final HostActivities inquiries;
  private final Housekeeping housekeeping = new Housekeeping();
  private final GitHubAccess gitHub;
  private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();

  /** An environment runs one activity at a time: what goes on beside another needs its own. */
  private final TestActivityEnvironment beside = TestActivityEnvironment.newInstance();

  /** Processes are found by their session's id, on the whole machine: no two fixtures share one. */
  private final UUID own = UUID.randomUUID();

  private long tokens;

  HostFixture(Path root) throws Exception {
    this(root, "here");
  }

  /**
   * A host of one of several Wavewrights.
   *
   * @param instance id and host of the Wavewright
   */
  HostFixture(Path root, String instance) throws Exception {
    this.root = root;
    person = Files.createDirectories(root.resolve("person"));
    Files.writeString(person.resolve("README.md"), "line 1\nline 2\nline 3\n");
    git(person, "init", "--quiet", "--initial-branch=main");
    git(person, "add", "-A");
    git(person, "commit", "--quiet", "--message=first");
    SessionLocks locks = new SessionLocks();
    Map<String, String> environment =
        Map.of(
            "PATH",
            System.getenv("PATH"),
            "HOME",
            root.toString(),
            "GITHUB_TOKEN",
            FakeGitHub.TOKEN);
    Redactor redactor = new Redactor();
    gitHub = new GitHubAccess(redactor, Clock.systemUTC(), root.resolve("state/tokens"));
    ProjectHubs hubs =
        new ProjectHubs(new Hubs(GitCommand.find()), new Tokens(environment, redactor));
    layout = new HostLayout(root.resolve("state"));
    hub = layout.project("shop", null).resolve("hubs/acme~api.git");
    rooms =
        new HostRooms(
            layout,
            new Fences(layout.fences()),
            new RepositoryNames(layout.repositoryNames()),
            SessionIndex.of(layout),
            releases::add,
            repository -> {},
            (account, report) -> {},
            books,
            hubs,
            new AgentRunner(
                starter,
                locks,
                new StartSlots(layout.starts(), locks, 2, (agent, starting) -> true),
                environment,
                root.resolve("cache"),
                RunnerTimings.DEFAULT),
            new CheckRoom(hubs, new CheckRunner(starter), locks, environment, 1),
            housekeeping,
            instance(instance),
            new Trackers(new Tokens(environment, redactor), gitHub));
    temporal.registerActivitiesImplementations(
        new IssueActivitiesImpl(rooms), new MergeActivitiesImpl(rooms));
    beside.registerActivitiesImplementations(new HostActivitiesImpl(rooms));
    host = temporal.newActivityStub(IssueActivities.class);
    merges = temporal.newActivityStub(MergeActivities.class);
    inquiries = beside.newActivityStub(HostActivities.class);
  }

  private static Instance instance(String id) {
    return new Instance() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public String host() {
        return "host-of-" + id;
      }
    };
  }

  /** Names an issue; its agent and its check are shell scripts. */
  SessionWork work(int number, IssueText text, String agent, String check) {
    return work(number, text, List.of(), agent, check);
  }

  /** Names an issue whose worktree is set up by a shell script. */
  SessionWork workAfter(String setUp, String agent) {
    IssueText text = new IssueText("Do it", "Do it.", null);
    return work(1, text, List.of("sh", "-c", setUp), agent, "true");
  }

  private SessionWork work(
      int number, IssueText text, List<String> setUp, String agent, String check) {
    AgentSettings command =
        new AgentSettings(
            "tool",
            AgentBackend.COMMAND,
            List.of("sh", "-c", agent, "sh", "{prompt-file}"),
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
            setUp,
            List.of(),
            List.of("sh", "-c", check),
            Duration.ofMinutes(5));
    ProjectSettings project =
        new ProjectSettings(
            "shop",
            root.toString(),
            null,
            List.of(repository),
            TrackerSettings.files(root.resolve("issues").toString()),
            List.of(command),
            null,
            0,
            List.of(),
            Limits.DEFAULT);
    return new SessionWork(
        IssueKey.of(NAME, number),
        new SessionId("acme~api~" + number + "-" + own),
        project,
        NAME,
        text,
        List.of(),
        token(),
        false);
  }

  SessionWork work(int number, String agent) {
    return work(number, new IssueText("Do issue " + number, "Do it.", null), agent, "true");
  }

  /** Returns the same issue, as one of a project whose issues and repository are a GitHub's. */
  static SessionWork onGitHub(SessionWork work, String url, GitHubSettings settings) {
    ProjectSettings project = work.project();
    RepositorySettings local = project.repositories().getFirst();
    RepositorySettings repository =
        new RepositorySettings(
            local.name(),
            url,
            local.base(),
            local.integration(),
            local.parallel(),
            local.setup(),
            local.copy(),
            local.check(),
            local.checkTimeout());
    ProjectSettings onGitHub =
        new ProjectSettings(
            project.project(),
            project.folder(),
            project.state(),
            List.of(repository),
            TrackerSettings.gitHub(settings),
            project.agents(),
            project.reviewer(),
            project.inFlight(),
            project.priorityLabels(),
            project.limits());
    return new SessionWork(
        work.key(),
        work.session(),
        onGitHub,
        work.repository(),
        work.text(),
        work.dependencies(),
        work.inFlight(),
        work.inWave());
  }

  private LeaseToken token() {
    return new LeaseToken(0, ++tokens);
  }

  Path prepare(SessionWork work) {
    Prepared prepared = host.prepare(work);
    assertThat(prepared.state()).as(prepared.message()).isEqualTo(Prepared.State.READY);
    return Path.of(prepared.worktree());
  }

  AgentReport run(SessionWork work, Round round, int turn, List<MergeOutcome.Conflict> conflicts) {
    return host.runAgent(agentWork(work, round, turn, conflicts));
  }

  private AgentWork agentWork(
      SessionWork work, Round round, int turn, List<MergeOutcome.Conflict> conflicts) {
    return new AgentWork(work, round, turn, turn, "tool", token(), "", conflicts, null);
  }

  /**
   * Runs the agent as a worker does that is lost as soon as {@code begun} exists, and then ends
   * every process of the session: nobody has seen how its agent ended.
   */
  void loseWorkerAndAgent(SessionWork work, Path begun) throws Exception {
    TestActivityEnvironment lost = TestActivityEnvironment.newInstance();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      lost.registerActivitiesImplementations(new IssueActivitiesImpl(rooms));
      IssueActivities stub = lost.newActivityStub(IssueActivities.class);
      AgentWork agent = agentWork(work, Round.IMPLEMENT, 1, List.of());
      Future<AgentReport> report = threads.submit(() -> stub.runAgent(agent));
      await(begun);
      lost.requestCancelActivity();
      assertThatThrownBy(report::get).isInstanceOf(ExecutionException.class);
    } finally {
      lost.close();
    }
    assertThat(starter.marked(work.session().value())).as("its agent lives on").isNotEmpty();
    Path start = session(work).resolve("turns").resolve("1").resolve("start-1");
    Vanishing.vanish(starter, start, work.session().value());
  }

  /** Waits until a file exists that something else makes. */
  static void await(Path file) throws InterruptedException {
    await(() -> Files.exists(file), file + " appears");
  }

  /** Waits until a file is gone that something else removes. */
  static void awaitGone(Path file) throws InterruptedException {
    await(() -> !Files.exists(file), file + " goes");
  }

  private static void await(BooleanSupplier condition, String what) throws InterruptedException {
    assertThat(Waiting.until(PATIENCE, condition, () -> {})).as(what).isTrue();
  }

  AgentReport run(SessionWork work) {
    return run(work, Round.IMPLEMENT, 1, List.of());
  }

  /** Runs the agent once; its run must have ended well, with a commit. */
  CommitId commit(SessionWork work) {
    AgentReport report = run(work);
    assertThat(report.ending()).as(report.message()).isEqualTo(AgentReport.Ending.FINISHED);
    return Objects.requireNonNull(report.commit(), report.logTail());
  }

  /** Checks and lands a commit as a merge queue does; returns the landed merge. */
  CommitId land(SessionWork work, CommitId commit) {
    CheckReport check = host.check(work, commit, 1);
    assertThat(check.verdict()).as(check.message()).isEqualTo(MergeActivities.Verdict.GREEN);
    MergeRequest request =
        new MergeRequest(
            work.key() + "/merge/1",
            work.key(),
            "holder",
            new HostId("here"),
            work.project(),
            work.project().repositories().getFirst(),
            work.session(),
            work.text().title(),
            commit,
            commit,
            check.digest(),
            work.inFlight(),
            List.of(),
            1);
    Candidate candidate = merges.rebuildOnTip(request);
    assertThat(candidate.state()).as(candidate.message()).isEqualTo(Candidate.CandidateState.READY);
    LandReport landed =
        merges.land(
            request,
            Objects.requireNonNull(candidate.tip()),
            Objects.requireNonNull(candidate.commit()));
    assertThat(landed.state()).as(landed.message()).isEqualTo(LandReport.LandState.LANDED);
    return Objects.requireNonNull(landed.commit());
  }

  Path session(SessionWork work) {
    return rooms.session(work).path();
  }

  String prompt(SessionWork work, int turn) throws IOException {
    return Files.readString(
        session(work).resolve("turns").resolve(Integer.toString(turn)).resolve("prompt.md"));
  }

  /** Runs git as anybody would, with no protection at all; fails if git fails. */
  static String git(Path folder, String... arguments) throws IOException, InterruptedException {
    Ran ran = tryGit(folder, arguments);
    assertThat(ran.exitCode()).as("%s: %s", String.join(" ", arguments), ran.output()).isZero();
    return ran.output();
  }

  record Ran(int exitCode, String output) {}

  static Ran tryGit(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("git", "-c", "user.name=T"));
    argv.addAll(List.of("-c", "user.email=t@example.invalid"));
    argv.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(argv).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(git.waitFor(), output.strip());
  }

  /** Returns the file of the integration branch, or null if it has none. */
  @Nullable String landedFile(String path) throws IOException, InterruptedException {
    Ran shown = tryGit(person, "show", "agent/main:" + path);
    return shown.exitCode() == 0 ? shown.output() : null;
  }

  @Override
  public void close() {
    temporal.close();
    beside.close();
    housekeeping.close();
    gitHub.close();
  }
}
