package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@code doctor} says of a token and of a branch's rules; every exchange is judged. */
@DisplayName("doctor with a tracker of kind 'github'")
class GitHubDoctorTest extends OnFakeStack {
  private static final String RIGHTS = "github acme/api";
  private static final String RULES = "rules of acme/api";

  private FakeRights world;

  @BeforeEach
  void world() throws Exception {
    world = new FakeRights(folder);
    world.pushFirst(folder.resolve("work"));
    project("");
  }

  @AfterEach
  void end() {
    world.close();
    assertThat(world.judge.violations()).isEmpty();
    assertThat(world.gitHub.requests()).allMatch(request -> request.startsWith("GET "));
    assertThat(world.git.asked())
        .as("nothing was sent to be received")
        .noneMatch(asked -> asked.method().equals("POST") && asked.path().endsWith("receive-pack"));
  }

  private void project(String more) throws IOException {
    configure(
        """
        project: shop
        repositories: [{name: acme/api, url: "%s/acme/api.git", check: [sh]}]
        tracker: {kind: github, api: "%s", token-env: OUR_TOKEN%s}
        agents: {default: scripted, scripted: {}}
        """
            .formatted(world.origin(), world.origin(), more));
  }

  private Result doctor(String token) {
    Result result =
        new TestCommandLine(folder).with(client).with("OUR_TOKEN", token).run("doctor", "--json");
    assertThat(result.output() + result.error()).doesNotContain(FakeRights.TOKEN);
    return result;
  }

  private Result doctor() {
    return doctor(FakeRights.TOKEN);
  }

  private static JsonNode finding(Result result, String what) {
    for (JsonNode finding : result.data().get("findings")) {
      if (finding.get("what").asText().equals(what)) {
        return finding;
      }
    }
    throw new AssertionError("no finding '" + what + "' in " + result.output());
  }

  private static void assertFinding(
      Result result, String what, String verdict, String... contained) {
    JsonNode finding = finding(result, what);
    assertThat(finding.get("verdict").asText()).as(finding.toString()).isEqualTo(verdict);
    assertThat(finding.get("detail").asText() + " | " + finding.get("fix").asText())
        .contains(contained);
  }

  @Test
  @DisplayName("a classic token with the scope repo may do everything, and no rule is in the way")
  void classic() {
    world.scopes = "repo, workflow";
    Result result = doctor();
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertFinding(result, "repository acme/api", "ok", "agent/main is there");
    assertFinding(
        result,
        RIGHTS,
        "ok",
        "the token may read issues, see who may write to it, write labels and comments, open pull"
            + " requests, push contents, create claim refs");
    assertFinding(result, RULES, "ok", "none on its branches");
  }

  @Test
  @DisplayName("what GitHub does not say of a fine-grained token is told as unknown")
  void fineGrained() {
    Result result = doctor();
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertFinding(
        result,
        RIGHTS,
        "ok",
        "the token may read issues, see who may write to it, push contents, create claim refs");
    assertFinding(
        result,
        "github token",
        "warn",
        "GitHub does not tell whether it may write labels and comments (issues: read and write), open"
            + " pull requests (pull requests: read and write) in acme/api",
        "see on the token's own page that it has issues: read and write, pull requests: read and"
            + " write");
  }

  @Test
  @DisplayName("what is unknown of a token in several repositories is said once, with their names")
  void unknownOnce() throws Exception {
    world.add(folder.resolve("work"), "web");
    Path configuration = folder.resolve("wavewright.yml");
    String api =
        "{name: acme/api, url: \"%s/acme/api.git\", check: [sh]}".formatted(world.origin());
    Files.writeString(
        configuration,
        Files.readString(configuration).replace(api, api + ", " + api.replace("api", "web")));
    Result result = doctor();
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.data().get("findings").findValuesAsText("what"))
        .containsSubsequence(RIGHTS, "github acme/web", "github token")
        .containsOnlyOnce("github token");
    assertFinding(result, "github acme/web", "ok", "the token may read issues");
    assertFinding(
        result,
        "github token",
        "warn",
        "open pull requests (pull requests: read and write) in acme/api, acme/web |");
  }

  @Test
  @DisplayName("a token that may not push is told so, with the permission's name, and 5")
  void readingOnly() {
    world.mayPush = false;
    Result result = doctor();
    assertThat(result.exitCode()).as(result.output()).isEqualTo(5);
    assertFinding(
        result,
        RIGHTS,
        "fail",
        "may not push contents, create claim refs (contents: read and write)",
        "remote: Write access to repository not granted.",
        "give it for acme/api: contents: read and write");
  }

  @Test
  @DisplayName("each verb that is refused is named with the permission that GitHub asks for")
  void refusedReads() {
    for (String path : List.of("issues", "pulls", "collaborators")) {
      world.gitHub.breaks(
          "GET /repos/acme/api/" + path,
          1,
          Reply.error(403, "Resource not accessible by personal access token")
              .with("X-Accepted-GitHub-Permissions", path + "=read"));
    }
    Result result = doctor();
    assertThat(result.exitCode()).as(result.output()).isEqualTo(5);
    assertFinding(
        result,
        RIGHTS,
        "fail",
        "read issues, write labels and comments (issues: read and write), see who may write to it"
            + " (push access of its user), open pull requests (pull requests: read and write)",
        "(it takes issues=read)",
        "(it takes pulls=read)");
    assertThat(world.gitHub.faultsLeft()).isZero();
  }

  @Test
  @DisplayName("a classic token lacks a scope, or its user the role")
  void scopesAndRoles() {
    world.scopes = "public_repo";
    assertFinding(
        doctor(),
        RIGHTS,
        "fail",
        "may not write labels and comments, open pull requests (scope repo)",
        "it has public_repo");
    world.isPrivate = false;
    assertFinding(doctor(), RIGHTS, "ok", "push contents");
    world.scopes = "";
    assertFinding(doctor(), RIGHTS, "fail", "(scope public_repo or repo)", "it has no scope");
    world.scopes = "repo";
    world.role = "triage";
    assertFinding(
        doctor(),
        RIGHTS,
        "fail",
        "may not open pull requests (the role write of its user in the repository)");
  }

  @Test
  @DisplayName("without pull requests and trust, only what is needed is asked")
  void onlyWhatIsNeeded() throws IOException {
    project(", trust: anyone}\ndeliver: none\nx-end: {a: b");
    Files.writeString(
        folder.resolve("wavewright.yml"),
        Files.readString(folder.resolve("wavewright.yml")).replace("x-end: {a: b}\n", ""));
    world.scopes = "repo";
    assertFinding(
        doctor(),
        RIGHTS,
        "ok",
        "the token may read issues, write labels and comments, push contents, create claim refs");
    assertThat(world.gitHub.requests())
        .noneMatch(request -> request.contains("/pulls") || request.contains("/collaborators"))
        .noneMatch(request -> request.contains("branches/main"));
  }

  @Test
  @DisplayName("each rule that would block is named, with what it does; the others too")
  void rulesets() {
    for (String type : List.of("pull_request", "required_signatures", "non_fast_forward")) {
      world.rule("agent/main", type);
    }
    for (String type : List.of("pull_request", "deletion", "required_signatures")) {
      world.rule("main", type);
    }
    Result result = doctor();
    assertThat(result.exitCode()).as(result.output()).isEqualTo(3);
    assertFinding(
        result,
        RULES,
        "fail",
        "agent/main: pull_request blocks (it wants a pull request for every change)",
        "agent/main: required_signatures blocks (it wants signed commits, and Wavewright's are"
            + " not)",
        "main: required_signatures may block (it wants signed commits: the pull request can only"
            + " be merged by squashing)",
        "not in the way: agent/main: non_fast_forward, main: pull_request, main: deletion",
        "leave agent/main out of these rules");
  }

  @Test
  @DisplayName("the older protection is read where the token may, and said to be hidden where not")
  void olderProtection() {
    world.protect("agent/main").putObject("lock_branch").put("enabled", true);
    assertFinding(
        doctor(), RULES, "fail", "agent/main: lock_branch blocks (nobody may update the branch)");
    world.administers = false;
    assertFinding(
        doctor(),
        RULES,
        "warn",
        "agent/main is protected, and only a token with administration: read is told how [GitHub"
            + " answers 403: Resource not accessible by personal access token]");
  }

  @Test
  @DisplayName("a protected base alone is no obstacle: nothing is pushed to it")
  void protectedBase() {
    world.rule("main", "update");
    ObjectNode checks = world.protect("main").putObject("required_status_checks");
    checks.put("strict", true).putArray("contexts");
    checks.putArray("checks");
    Result result = doctor();
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertFinding(
        result, RULES, "ok", "not in the way: main: update, main: required_status_checks");
  }

  @Test
  @DisplayName("a plan that has no rules for private repositories is no rule")
  void planWithoutRules() {
    world.gitHub.breaks(
        "/rules/branches/|/protection$",
        4,
        Reply.error(
            403, "Upgrade to GitHub Pro or make this repository public to enable this feature."));
    assertFinding(doctor(), RULES, "ok", "none on its branches");
    assertThat(world.gitHub.faultsLeft()).isZero();
  }

  @Test
  @DisplayName("rules that GitHub does not tell are told as unknown")
  void rulesUnknown() {
    world.gitHub.breaks("/rules/branches/", 2, Reply.error(403, "Resource not accessible"));
    assertFinding(
        doctor(),
        RULES,
        "warn",
        "agent/main: its rules cannot be told [GitHub answers 403: Resource not accessible]",
        "main: its rules cannot be told");
  }

  @Test
  @DisplayName("a token that GitHub does not take ends with 5 and where to put another")
  void wrongToken() {
    Result result = doctor("canary-that-nobody-takes");
    assertThat(result.exitCode()).as(result.output()).isEqualTo(5);
    assertFinding(
        result,
        "github",
        "fail",
        "Bad credentials; the token of the variable OUR_TOKEN is wrong or has expired",
        "put a valid one there");
    assertFinding(result, "repository acme/api", "fail", "Authentication failed");
    assertThat(result.output()).doesNotContain("canary-that-nobody-takes");
  }

  @Test
  @DisplayName("no token ends with 5 and the variable to set")
  void noToken() {
    Result result = doctor("");
    assertThat(result.exitCode()).as(result.output()).isEqualTo(5);
    assertFinding(result, "tracker", "fail", "there is no OUR_TOKEN", "export OUR_TOKEN");
    assertThat(world.gitHub.requests()).isEmpty();
  }

  @Test
  @DisplayName(
      "a repository that is not there, hidden, moved or archived is told apart from rights")
  void unseen() {
    world.gitHub.breaks("GET /repos/acme/api$", 1, Reply.error(404, "Not Found"));
    Result hidden = doctor();
    assertThat(hidden.exitCode()).as(hidden.output()).isEqualTo(5);
    assertFinding(
        hidden, RIGHTS, "fail", "there is no acme/api, or the token of the variable OUR_TOKEN may");
    world.gitHub.breaks(
        "GET /repos/acme/api$",
        1,
        Reply.error(301, "Moved Permanently").with("Location", world.origin() + "/repositories/7"));
    Result moved = doctor();
    assertThat(moved.exitCode()).as(moved.output()).isEqualTo(3);
    assertFinding(moved, RIGHTS, "fail", "the repository has another name now");
    world.archived = true;
    assertFinding(doctor(), RIGHTS, "fail", "it is archived");
  }

  @Test
  @DisplayName("a limit of GitHub is no lack of rights: it is told, and nothing more is asked")
  void limits() {
    world.gitHub.breaks("GET", 1, Reply.primaryLimit(Instant.now().plusSeconds(60)));
    Result hourly = doctor();
    assertThat(hourly.exitCode()).as(hourly.output()).isEqualTo(4);
    assertFinding(hourly, "github", "fail", "a limit of this token is reached");
    assertThat(world.gitHub.requests()).hasSize(1);
    world.gitHub.breaks("GET", 1, Reply.secondaryLimit(429, 20));
    assertFinding(doctor(), "github", "fail", "a limit of this token is reached, for 20 s");
    assertThat(world.gitHub.requests()).hasSize(2);
  }
}
