package dev.wavewright.activities.tracker.github.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The contract judge")
class GitHubContractTest {
  private static final GitHubContract CONTRACT = GitHubContract.load();
  private static final String ISSUES = "/repos/acme/api/issues";
  private static final String ERROR = "{\"message\":\"Not Found\",\"status\":\"404\"}";

  /** Where GitHub's own examples are not as GitHub's own schemas want them, and in what. */
  private static final Map<String, String> BROKEN_EXAMPLES =
      Map.of(
          "GET /repos/{owner}/{repo}", "'language' not found",
          "GET /repos/{owner}/{repo}/branches", "'checks' not found",
          "GET /repos/{owner}/{repo}/branches/{branch}/protection", " not found",
          "GET /repos/{owner}/{repo}/collaborators/{username}/permission", "'role_name' not found",
          "GET /repos/{owner}/{repo}/issues/{issue_number}", " not found",
          "GET /repos/{owner}/{repo}/pulls", "'type' not found",
          "POST /repos/{owner}/{repo}/pulls", "'type' not found",
          "GET /repos/{owner}/{repo}/pulls/{pull_number}", "'type' not found",
          "PATCH /repos/{owner}/{repo}/pulls/{pull_number}", "'type' not found",
          "GET /repos/{owner}/{repo}/rulesets", "/enforcement");

  @Test
  @DisplayName("finds nothing against GitHub's own examples, but where they are broken")
  void examplesPass() {
    Map<String, String> judged = new TreeMap<>();
    examples()
        .forEach(
            exchange ->
                judged.merge(
                    exchange.method() + " " + CONTRACT.template(exchange).orElseThrow(),
                    String.join("\n", CONTRACT.violations(exchange)),
                    String::concat));

    assertThat(judged).hasSizeGreaterThan(40);
    judged.forEach(
        (call, violations) -> {
          if (BROKEN_EXAMPLES.containsKey(call)) {
            assertThat(violations).as(call).contains(BROKEN_EXAMPLES.get(call));
          } else {
            assertThat(violations).as(call).isEmpty();
          }
        });
  }

  @Test
  @DisplayName("finds the answer of one call wrong for another")
  void examplesOfAnotherCallFail() {
    String milestones = example("/repos/{owner}/{repo}/milestones", "get", "200").toString();

    assertThat(CONTRACT.violations(Exchange.get(ISSUES, 200, milestones))).isNotEmpty();
  }

  static Stream<Arguments> wrongRequests() {
    String issues = example("/repos/{owner}/{repo}/issues", "get", "200").toString();
    return Stream.of(
            Arguments.of("GET", "/repos/acme/api/isues", "", "no such path"),
            Arguments.of("GET", ISSUES + "/7/dependencies", "", "no such path"),
            Arguments.of("GET", "/repos/acme/api/git/ref/", "", "no such path"),
            Arguments.of("DELETE", ISSUES, "", "no DELETE"),
            Arguments.of("GET", ISSUES + "?state=bogus", "", "query parameter state"),
            Arguments.of("GET", ISSUES + "?per_page=many", "", "query parameter per_page"),
            Arguments.of("GET", ISSUES + "?since=yesterday", "", "query parameter since"),
            Arguments.of("GET", ISSUES + "?mileston=1", "", "mileston is unknown"),
            Arguments.of("GET", ISSUES + "/seven/dependencies/blocked_by", "", "issue_number"),
            Arguments.of("POST", ISSUES + "/7/comments", "", "the request has no body"),
            Arguments.of("POST", ISSUES + "/7/comments", "{}", "body"),
            Arguments.of("POST", ISSUES + "/7/comments", "{\"body\":7}", "/body"),
            Arguments.of("POST", ISSUES + "/7/comments", "{\"body\":", "not JSON"),
            Arguments.of("PATCH", ISSUES + "/7", "{\"state\":\"done\"}", "/state"),
            Arguments.of("PATCH", ISSUES + "/7", "{\"status\":\"open\"}", "no field status"),
            Arguments.of("POST", "/repos/acme/api/pulls", "{\"head\":\"a\"}", "base"),
            Arguments.of("POST", "/repos/acme/api/git/refs", "{\"ref\":\"refs/heads/a\"}", "sha"),
            Arguments.of("GET", ISSUES, "{\"a\":1}", "takes none"))
        .map(one -> Arguments.of(Stream.concat(Stream.of(one.get()), Stream.of(issues)).toArray()));
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @MethodSource("wrongRequests")
  @DisplayName("refuses a request that GitHub does not know")
  void refusesRequests(String method, String target, String body, String wrong, String issues) {
    assertThat(CONTRACT.violations(Exchange.of(method, target, body, 200, issues)))
        .anySatisfy(violation -> assertThat(violation).contains(wrong));
  }

  static Stream<Arguments> wrongIssues() {
    return Stream.of(
        wrong("a missing number", "number", issue -> issue.remove("number")),
        wrong("a missing title", "title", issue -> issue.remove("title")),
        wrong("a number that is a text", "/number", issue -> issue.put("number", "7")),
        wrong("a title of null", "/title", issue -> issue.putNull("title")),
        wrong("a body that is a number", "/body", issue -> issue.put("body", 7)),
        wrong("labels that are no list", "/labels", issue -> issue.put("labels", "sev1")),
        wrong("an unknown reason", "/state_reason", issue -> issue.put("state_reason", "bored")),
        wrong(
            "an unknown role",
            "/author_association",
            issue -> issue.put("author_association", "KING")),
        wrong("a time that is none", "/created_at", issue -> issue.put("created_at", "yesterday")),
        wrong(
            "a half milestone",
            "/milestone",
            issue -> issue.putObject("milestone").put("number", 1)),
        wrong(
            "a user without a login",
            "/user",
            issue -> ((ObjectNode) issue.path("user")).remove("login")),
        wrong(
            "a half summary of dependencies",
            "/issue_dependencies_summary",
            issue -> issue.putObject("issue_dependencies_summary").put("blocked_by", 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongIssues")
  @DisplayName("refuses an issue that GitHub would never send")
  void refusesIssues(String what, String where, Consumer<ObjectNode> damage) {
    ArrayNode issues = (ArrayNode) example("/repos/{owner}/{repo}/issues", "get", "200");
    assertThat(CONTRACT.violations(Exchange.get(ISSUES, 200, issues.toString()))).isEmpty();
    damage.accept((ObjectNode) issues.get(0));

    assertThat(CONTRACT.violations(Exchange.get(ISSUES, 200, issues.toString())))
        .as(what)
        .anySatisfy(violation -> assertThat(violation).contains(where));
  }

  @Test
  @DisplayName("takes null where GitHub's description allows it, and only there")
  void nullable() {
    ArrayNode issues = (ArrayNode) example("/repos/{owner}/{repo}/issues", "get", "200");
    ObjectNode issue = (ObjectNode) issues.get(0);
    for (String field :
        List.of("state_reason", "body", "milestone", "assignee", "closed_at", "user")) {
      issue.putNull(field);
    }

    assertThat(CONTRACT.violations(Exchange.get(ISSUES, 200, issues.toString()))).isEmpty();
  }

  @Test
  @DisplayName("knows the statuses of each call")
  void statuses() {
    String one = ISSUES + "/7";
    assertThat(CONTRACT.violations(Exchange.get(one, 404, ERROR))).isEmpty();
    assertThat(CONTRACT.violations(Exchange.get(one, 410, ERROR))).isEmpty();
    assertThat(CONTRACT.violations(Exchange.get(one, 304, ""))).isEmpty();
    assertThat(CONTRACT.violations(Exchange.get(one, 418, ERROR))).isNotEmpty();
    assertThat(CONTRACT.violations(Exchange.get(one, 204, ""))).isNotEmpty();
    assertThat(CONTRACT.violations(Exchange.get(ISSUES, 410, ERROR))).isNotEmpty();
    assertThat(CONTRACT.violations(Exchange.get(one, 404, "{\"error\":\"gone\"}"))).isNotEmpty();
  }

  @Test
  @DisplayName("takes refusals that GitHub may give to any call, in their form")
  void refusals() {
    String limit = "{\"message\":\"You have exceeded a secondary rate limit.\"}";
    for (int status : List.of(401, 403, 429, 500, 502)) {
      assertThat(CONTRACT.violations(Exchange.get(ISSUES, status, limit))).isEmpty();
      assertThat(CONTRACT.violations(Exchange.get(ISSUES, status, "{\"message\":7}"))).isNotEmpty();
    }
    assertThat(CONTRACT.violations(Exchange.get(ISSUES, 502, "<html>Bad Gateway</html>")))
        .isEmpty();
  }

  @Test
  @DisplayName("finds branches and refs with slashes, and repositories by their number")
  void paths() {
    String ref = example("/repos/{owner}/{repo}/git/ref/{ref}", "get", "200").toString();
    String issues = example("/repos/{owner}/{repo}/issues", "get", "200").toString();

    assertThat(
            CONTRACT.violations(Exchange.get("/repos/a/b/git/ref/wavewright/claims/7", 200, ref)))
        .isEmpty();
    assertThat(
            CONTRACT.violations(Exchange.get("/repositories/1300192/issues?page=2", 200, issues)))
        .isEmpty();
    assertThat(CONTRACT.template(Exchange.get("/repos/a/b/branches/x/y/protection", 404, ERROR)))
        .contains("/repos/{owner}/{repo}/branches/{branch}/protection");
  }

  @Test
  @DisplayName("looks at the headers that GitHub insists on")
  void headers() {
    String issues = example("/repos/{owner}/{repo}/issues", "get", "200").toString();
    Map<String, List<String>> good =
        Map.of("User-Agent", List.of("wavewright"), "X-GitHub-Api-Version", List.of("2022-11-28"));
    Map<String, List<String>> json = Map.of("Content-Type", List.of("application/json"));

    assertThat(CONTRACT.violations(new Exchange("GET", ISSUES, good, "", 200, json, issues)))
        .isEmpty();
    assertThat(
            CONTRACT.violations(
                new Exchange(
                    "GET", ISSUES, Map.of("Accept", List.of("*/*")), "", 200, json, issues)))
        .hasSize(2);
    assertThat(
            CONTRACT.violations(
                new Exchange(
                    "GET",
                    ISSUES,
                    good,
                    "",
                    200,
                    Map.of("Content-Type", List.of("text/html")),
                    issues)))
        .hasSize(1);
  }

  private static Arguments wrong(String what, String where, Consumer<ObjectNode> damage) {
    return Arguments.of(what, where, damage);
  }

  /** Every example in the description, as the exchange that it is an example of. */
  private static Stream<Exchange> examples() {
    Stream.Builder<Exchange> found = Stream.builder();
    CONTRACT
        .description()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        call -> addExamples(path.getKey(), call.getKey(), call.getValue(), found)));
    return found.build();
  }

  private static void addExamples(
      String path, String method, JsonNode operation, Stream.Builder<Exchange> found) {
    String target = path;
    for (JsonNode one : operation.path("parameters")) {
      JsonNode parameter = CONTRACT.resolved(one);
      boolean number = parameter.path("schema").path("type").asText().equals("integer");
      target = target.replace("{" + parameter.path("name").asText() + "}", number ? "1" : "x");
    }
    String request = "";
    for (JsonNode one : operation.path("requestBody").path("content").findValues("examples")) {
      request = CONTRACT.resolved(one.elements().next()).path("value").toString();
    }
    for (Map.Entry<String, JsonNode> answer : operation.path("responses").properties()) {
      JsonNode examples =
          CONTRACT
              .resolved(answer.getValue())
              .path("content")
              .path("application/json")
              .path("examples");
      for (JsonNode example : examples) {
        found.add(
            Exchange.of(
                method.toUpperCase(Locale.ROOT),
                target,
                request,
                Integer.parseInt(answer.getKey()),
                CONTRACT.resolved(example).path("value").toString()));
      }
    }
  }

  private static JsonNode example(String path, String method, String status) {
    JsonNode content =
        CONTRACT
            .description()
            .path("paths")
            .path(path)
            .path(method)
            .path("responses")
            .path(status)
            .path("content")
            .path("application/json");
    return CONTRACT.resolved(content.path("examples").elements().next()).path("value").deepCopy();
  }
}
