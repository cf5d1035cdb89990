package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.activities.tracker.github.FakeGitHub;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.FakeWrites;
import dev.wavewright.activities.tracker.github.judge.ContractListener;
import dev.wavewright.workflows.model.Phase;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waves of GitHub issues on the real server, over a GitHub in this process. */
@OnRealStack
class GitHubIT {
  /** Requests that may be under way while another one meets a limit. */
  private static final int UNDER_WAY = 3;

  private final Installation installation;
  private final FakeGitHub gitHub = FakeGitHub.start();
  private final ContractListener judge = ContractListener.on(gitHub);
  private final List<Heard> heard = new CopyOnWriteArrayList<>();

  @TempDir Path folder;

  GitHubIT(Installation installation) {
    this.installation = installation;
    FakeWrites unused = new FakeWrites(gitHub);
    gitHub.listen(
        (method, path, query, request, status, response) ->
            heard.add(new Heard(System.nanoTime(), method, path, status)));
  }

  /** An exchange, and when its answer was ready. */
  private record Heard(long nanos, String method, String path, int status) {
    Duration since(Heard other) {
      return Duration.ofNanos(nanos - other.nanos);
    }
  }

  @AfterEach
  void close() {
    try (LiveStack stack = new LiveStack(installation)) {
      // They would look for this GitHub beside all other suites.
      stack.ids("TrackerWorkflow").forEach(stack::terminate);
    }
    gitHub.close();
    assertThat(judge.judged()).isPositive();
    assertThat(judge.violations()).isEmpty();
  }

  private static String text(String file, String... before) {
    List<String> steps = new ArrayList<>(List.of(before));
    steps.addAll(List.of("write " + file + " <<END", "x", "END"));
    return GitHubProject.scripted(steps.toArray(String[]::new));
  }

  private Heard refusal(int status) {
    List<Heard> refused = heard.stream().filter(each -> each.status() == status).toList();
    assertThat(refused).as("one refusal is enough for everybody").hasSize(1);
    return refused.getFirst();
  }

  /** From a refusal on nothing is asked for so long; afterwards something is. */
  private void rested(Heard refusal, Duration rest) {
    Duration shortest = rest.minusMillis(100);
    List<Duration> later =
        heard.stream().map(each -> each.since(refusal)).filter(Duration::isPositive).toList();
    assertThat(later.stream().filter(each -> each.compareTo(shortest) < 0).count())
        .as("requests while the token rests")
        .isLessThanOrEqualTo(UNDER_WAY);
    assertThat(later).as("requests afterwards").anyMatch(each -> each.compareTo(shortest) >= 0);
  }

  /** Returns why the plan's attempts at an activity failed, as the server has it. */
  private List<Failure> failures(String project) {
    try (LiveStack stack = new LiveStack(installation)) {
      return stack.ids("PlanWorkflow").stream()
          .filter(id -> id.startsWith("plan/" + project + "/"))
          .flatMap(id -> stack.events(id).stream())
          .filter(HistoryEvent::hasActivityTaskStartedEventAttributes)
          .map(HistoryEvent::getActivityTaskStartedEventAttributes)
          .filter(ActivityTaskStartedEventAttributes::hasLastFailure)
          .map(ActivityTaskStartedEventAttributes::getLastFailure)
          .toList();
    }
  }

  /** A server that is busy loses an attempt now and then; that is told apart. */
  private static boolean askedForDelay(Failure failure, Duration most) {
    com.google.protobuf.Duration delay = failure.getApplicationFailureInfo().getNextRetryDelay();
    Duration asked = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
    return failure.hasTimeoutFailureInfo() || (asked.isPositive() && asked.compareTo(most) <= 0);
  }

  @Test
  @DisplayName("fault 20: reading that meets a limit goes on in the second that GitHub names")
  void limitedReading() throws Exception {
    gitHub.repository("acme/lim-read").issue("One", text("one"));
    GitHubProject project =
        GitHubProject.write(installation, "lim-read", gitHub, folder, "lim-read");
    gitHub.breaks("GET /repos/acme/lim-read/issues", 1, Reply.secondaryLimit(403, 4));

    JsonNode plan = project.run("wave", "plan", "--all", "--json").expect(0).data();

    assertThat(plan.toString()).contains("acme/lim-read#1");
    assertThat(gitHub.faultsLeft()).isZero();
    rested(refusal(403), Duration.ofSeconds(4));
    assertThat(failures("lim-read"))
        .isNotEmpty()
        .allMatch(failure -> askedForDelay(failure, Duration.ofSeconds(4)));
  }

  @Test
  @DisplayName(
      "fault 20: a limit that one wave's write meets holds for the writes of all waves with that"
          + " token; they go on in the second that GitHub names, and no issue waits for it")
  void limitedWriting() throws Exception {
    List<String> names = List.of("lim-a", "lim-b");
    HeldAgents agents = new HeldAgents(installation, "limits");
    List<GitHubProject> projects = new ArrayList<>();
    for (String name : names) {
      gitHub.repository("acme/" + name).issue("One", text("one", agents.hold(name)));
      projects.add(GitHubProject.write(installation, name, gitHub, folder.resolve("all"), name));
    }
    gitHub.breaks("POST /repos/[^ ]*/comments", 1, Reply.secondaryLimit(429, 4));
    for (GitHubProject project : projects) {
      project.run("wave", "start", "--all", "--name", "l").expect(0);
    }
    for (String name : names) {
      Await.until("the comment of " + name, () -> commented(name));
    }
    rested(refusal(429), Duration.ofSeconds(4));

    gitHub.breaks("(POST|PATCH|DELETE) ", 1, Reply.secondaryLimit(403, 3600));
    Instant before = Instant.now();
    agents.finishAll();
    List<Instant> ends = new ArrayList<>();
    for (GitHubProject project : projects) {
      List<Instant> told = new ArrayList<>();
      Await.until("the wave's tracker rests", () -> pausedUntil(project, told));
      ends.add(told.getLast());
      project.run("wave", "watch", "l", "--quiet").expect(0);
    }
    assertThat(gitHub.faultsLeft()).isZero();
    Heard refusal = refusal(403);
    assertThat(heard.stream().filter(each -> each.since(refusal).isPositive()).count())
        .as("requests while the token rests")
        .isLessThanOrEqualTo(UNDER_WAY);
    assertThat(ends).hasSize(2).allMatch(end -> end.isAfter(before.plusSeconds(3590)));
    JsonNode resting =
        projects.getFirst().run("status", "--json").expect(0).data().path("restingTokens");
    assertThat(resting.findValuesAsText("reason")).contains("GitHub's secondary limit is reached");
    for (int at = 0; at < names.size(); at++) {
      assertThat(projects.get(at).landed(names.get(at)))
          .containsExactly("acme/" + names.get(at) + "#1");
    }
  }

  private boolean commented(String name) {
    return heard.stream()
        .anyMatch(
            each ->
                each.status() == 201
                    && each.path().equals("/repos/acme/" + name + "/issues/1/comments"));
  }

  private static boolean pausedUntil(GitHubProject project, List<Instant> told)
      throws IOException, InterruptedException {
    JsonNode until =
        project.run("wave", "status", "l", "--json").expect(0).data().at("/tracker/pausedUntil");
    if (until.isTextual()) {
      told.add(Instant.parse(until.asText()));
    }
    return until.isTextual();
  }

  @Test
  @DisplayName(
      "two Wavewrights on one milestone give each issue exactly one prompt, and each lands once")
  void twoStacks() throws Exception {
    Path notes = Files.createDirectories(folder.resolve("prompts"));
    HeldAgents agents = new HeldAgents(installation, "taken");
    List<String> names = List.of("two-x", "two-y");
    List<String> keys = new ArrayList<>();
    for (String name : names) {
      gitHub.repository("acme/" + name).milestone("v1", "open");
      for (int number = 1; number <= 2; number++) {
        Path note = notes.resolve(name + "-" + number);
        gitHub
            .repository("acme/" + name)
            .issue(
                "Issue " + number, text("f" + number, "run sh " + noting(note), agents.hold("x")))
            .milestone("v1");
        keys.add("acme/" + name + "#" + number);
      }
    }
    Path shared = folder.resolve("shared");
    String[] repositories = names.toArray(String[]::new);
    try (Installation other = new Installation(Files.createDirectory(folder.resolve("other")))) {
      other.sessions(3);
      other.run(other.path("."), "up", "--detach").expect(0);
      GitHubProject ours = GitHubProject.write(installation, "taken", gitHub, shared, repositories);
      GitHubProject theirs = GitHubProject.write(other, "taken", gitHub, shared, repositories);
      ours.run("wave", "start", "--milestone", "v1", "--name", "t").expect(0);
      theirs.run("wave", "start", "--milestone", "v1", "--name", "t").expect(0);
      agents.finishAll();
      for (Installation each : List.of(installation, other)) {
        try (LiveStack stack = new LiveStack(each)) {
          for (String key : keys) {
            Await.until(
                key + " is through",
                () -> Set.of(Phase.DONE, Phase.PARKED).contains(stack.phase(key)));
          }
        }
      }
      for (String key : keys) {
        Path note = notes.resolve(key.substring("acme/".length()).replace('#', '-'));
        assertThat(note).as("prompts of %s", key).hasContent("prompted");
      }
      for (String name : names) {
        assertThat(ours.landed(name))
            .containsExactlyInAnyOrder("acme/" + name + "#1", "acme/" + name + "#2");
      }
      // What the other one has landed is parked here; nobody is to wait for it.
      assertThat(ours.run("wave", "cancel", "t", "--yes").exitCode()).isIn(0, 6);
    }
  }

  private static Path noting(Path note) throws IOException {
    return Files.writeString(
        note.resolveSibling(note.getFileName() + ".sh"), "echo prompted >> '" + note + "'\n");
  }
}
