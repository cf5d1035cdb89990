package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.FakeRepository;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.stack.WorkflowFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of GitHub as a person meets them: the real command line, the real planning and inquiries
 * of a worker, real git over HTTP, and a GitHub whose exchanges are judged.
 */
@DisplayName("A fault of GitHub")
class GitHubFaultsTest {
  @TempDir Path folder;

  private FakeRights world;

  @BeforeEach
  void world() throws Exception {
    world = new FakeRights(folder);
    world.pushFirst(folder.resolve("work"));
    Files.writeString(
        folder.resolve("wavewright.yml"),
        """
        project: shop
        repositories: [{name: acme/api, url: "%s/acme/api.git", check: [sh]}]
        tracker: {kind: github, api: "%s", token-env: OUR_TOKEN}
        agents: {default: scripted, scripted: {}}
        """
            .formatted(world.origin(), world.origin()));
  }

  @AfterEach
  void end() {
    world.close();
    assertThat(world.judge.violations()).isEmpty();
    assertThat(world.gitHub.faultsLeft()).as("faults that did not happen").isZero();
  }

  private Result run(String token, String... arguments) {
    try (RealHost host = new RealHost(folder, token)) {
      Result result =
          new TestCommandLine(folder).with(host.client()).with("OUR_TOKEN", token).run(arguments);
      if (!token.isEmpty()) {
        assertThat(result.output() + result.error()).doesNotContain(token);
      }
      assertThat(new WorkflowFinder(host.client()).find("WaveWorkflow", "wave/"))
          .as("waves that were started")
          .hasSize(result.exitCode() == 0 && arguments[1].equals("start") ? 1 : 0);
      return result;
    }
  }

  private Result plan() {
    return run(FakeRights.TOKEN, "wave", "plan", "--all");
  }

  private static void assertRefused(Result result, int exitCode, String... said) {
    assertThat(result.exitCode()).as(result.output() + result.error()).isEqualTo(exitCode);
    assertThat(result.error()).contains(said);
  }

  @Test
  @DisplayName("no token: 5, the variable, and how a worker gets it")
  void noToken() {
    assertRefused(
        run("", "wave", "plan", "--all"),
        5,
        "the worker's environment has no OUR_TOKEN; set it and start the worker again",
        "next: wavewright doctor");
  }

  @Test
  @DisplayName("a token that GitHub does not take: 5, and where to put a valid one")
  void wrongToken() {
    assertRefused(
        run("canary-that-nobody-takes", "wave", "plan", "--all"),
        5,
        "it does not take the token of the variable OUR_TOKEN, which is wrong or has expired",
        "next: wavewright doctor");
  }

  @Test
  @DisplayName("a token that may not read issues: 5, and the permission it needs")
  void mayNotRead() {
    world.gitHub.breaks(
        "/issues", 1, Reply.error(403, "Resource not accessible by personal access token"));
    assertRefused(
        plan(),
        5,
        "Resource not accessible by personal access token",
        "it needs issues: read and write",
        "next: wavewright doctor");
  }

  @Test
  @DisplayName("a token that may not push: its plan is shown, its start refused with 5")
  void mayNotPush() {
    world.mayPush = false;
    Result plan = plan();
    assertThat(plan.exitCode()).as(plan.error()).isZero();
    assertThat(plan.output()).contains("acme/api#1");
    assertRefused(
        run(FakeRights.TOKEN, "wave", "start", "--all"),
        5,
        "wave all cannot start",
        "acme/api: cannot push to " + world.origin() + "/acme/api.git",
        "give the token of the variable OUR_TOKEN access to it (contents: read and write)",
        "next: wavewright doctor");
    world.mayPush = true;
    Result start = run(FakeRights.TOKEN, "wave", "start", "--all");
    assertThat(start.exitCode()).as(start.error()).isZero();
  }

  @Test
  @DisplayName("a start that one repository refuses leaves nothing behind in the others")
  void nothingLeftBehind() throws Exception {
    Path work = folder.resolve("work");
    List<Path> others = List.of(world.add(work, "docs"), world.add(work, "web"));
    String api =
        "{name: acme/api, url: \"%s/acme/api.git\", check: [sh]}".formatted(world.origin());
    Path configuration = folder.resolve("wavewright.yml");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replace(
                api,
                String.join(", ", api.replace("api", "docs"), api, api.replace("api", "web"))));
    world.closed.add("acme/web");
    assertRefused(
        run(FakeRights.TOKEN, "wave", "start", "--all"),
        5,
        "acme/web: cannot push to " + world.origin() + "/acme/web.git",
        "(contents: read and write)");
    assertThat(world.git.asked())
        .as("nothing was sent to be received")
        .noneMatch(asked -> asked.method().equals("POST") && asked.path().endsWith("receive-pack"));
    for (Path bare : others) {
      try (Stream<Path> heads = Files.walk(bare.resolve("refs"))) {
        assertThat(heads.filter(Files::isRegularFile).map(bare::relativize))
            .containsExactly(Path.of("refs/heads/main"));
      }
    }
    world.closed.clear();
    Result start = run(FakeRights.TOKEN, "wave", "start", "--all");
    assertThat(start.exitCode()).as(start.error()).isZero();
  }

  @Test
  @DisplayName("a repository that is not there or hidden: 3, and that a token may not see it")
  void unknownRepository() {
    world.gitHub.repository("acme/api").hidden(true);
    assertRefused(
        plan(),
        3,
        "GitHub answers 404 (Not Found)",
        "the token of the variable OUR_TOKEN may not be allowed to see or do it",
        "next: correct it, then: wavewright wave plan");
  }

  @Test
  @DisplayName("a repository that has moved: 3, and that it has")
  void movedRepository() {
    world.gitHub.breaks(
        "/issues",
        1,
        Reply.error(301, "Moved Permanently")
            .with("Location", world.origin() + "/repositories/7/issues"));
    assertRefused(plan(), 3, "GitHub answers 301 (Moved Permanently)", "it has moved");
  }

  @Test
  @DisplayName("an issue that was deleted, asked for by its key: refused with the key")
  void deletedIssue() {
    world.gitHub.repository("acme/api").issue("Gone", "text").delete();
    assertRefused(
        run(FakeRights.TOKEN, "wave", "plan", "--issues", "acme/api#2"),
        6,
        "warning: acme/api#2 was deleted",
        "refused: acme/api#2 is not in the tracker");
  }

  @Test
  @DisplayName("an hourly limit longer than ten minutes: 4 at once, with the time")
  void hourlyLimit() {
    world.gitHub.breaks("/issues", 1, Reply.primaryLimit(Instant.now().plusSeconds(3000)));
    assertRefused(plan(), 4, "hourly limit", "next: later: wavewright wave plan");
  }

  @Test
  @DisplayName("a secondary limit: a short one is waited for, a long one is 4 at once")
  void secondaryLimit() {
    world.gitHub.breaks("/issues", 1, Reply.secondaryLimit(429, 2));
    Result plan = plan();
    assertThat(plan.exitCode()).as(plan.error()).isZero();
    assertThat(plan.output()).contains("acme/api#1");
    world.gitHub.breaks("/issues", 1, Reply.secondaryLimit(403, 3000));
    assertRefused(plan(), 4, "secondary limit", "next: later: wavewright wave plan");
  }

  @Test
  @DisplayName("a page that breaks off in the middle: read again, and the plan is whole")
  void brokenPage() throws IOException {
    FakeRepository repository = world.gitHub.repository("acme/api");
    for (int i = 2; i <= 130; i++) {
      repository.issue("Issue " + i, "text");
    }
    world.gitHub.breaks("/issues.*since=", 1, Reply.of(200, List.of(Map.of("number", 7))).cut());
    Result plan = plan();
    assertThat(plan.exitCode()).as(plan.error()).isZero();
    assertThat(plan.output()).contains("wave all: 130 issues");
  }
}
