package dev.wavewright.activities.tracker.github.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Recorded traffic")
class RecordedTrafficTest {
  private static final GitHubContract CONTRACT = GitHubContract.load();

  @ParameterizedTest
  @CsvSource({"octokit-paginate-issues, 13, 0", "github3-Repository_issues_state_all, 150, 67"})
  @DisplayName("has the issues and the pull requests that it is kept for")
  void selection(String name, int elements, int pullRequests) {
    List<JsonNode> issues = Recording.named(name).issues();

    assertThat(issues).hasSize(elements);
    assertThat(issues.stream().filter(one -> one.has("pull_request"))).hasSize(pullRequests);
    assertThat(issues.stream().map(one -> one.path("number").intValue()).distinct())
        .hasSize(elements);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "octokit-paginate-issues",
        "octokit-errors",
        "octokit-labels",
        "octokit-add-labels-to-issue",
        "octokit-branch-protection",
        "octokit-rename-repository",
        "octokit-get-repository"
      })
  @DisplayName("is by the contract of today, but for one field that GitHub has added since")
  void byContract(String name) {
    int judged = 0;
    for (Exchange exchange : Recording.named(name).exchanges()) {
      List<String> violations = CONTRACT.violations(exchange);
      if (violations.stream().noneMatch(violation -> violation.startsWith("no "))) {
        judged++;
        assertThat(violations)
            .allSatisfy(one -> assertThat(one).endsWith("'has_discussions' not found"));
      }
    }
    assertThat(judged).isPositive();
  }

  @Test
  @DisplayName("is replayed byte for byte, page by page, with links that lead to the replay")
  void replay() throws IOException, InterruptedException {
    Recording recording = Recording.named("octokit-paginate-issues");
    try (ReplayServer server = ReplayServer.of(recording);
        HttpClient client = HttpClient.newHttpClient()) {
      String next = server.api() + "/repos/a/b/issues?per_page=100&state=all";
      Set<String> bodies = new TreeSet<>();
      while (!next.isEmpty()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(next)).build(),
                HttpResponse.BodyHandlers.ofString());
        bodies.add(answer.body());
        next = next(answer.headers().firstValue("link").orElse(""));
        assertThat(next).matches(text -> text.isEmpty() || text.startsWith(server.api()));
        next = next.isEmpty() ? "" : next + "&state=all";
      }

      assertThat(bodies)
          .containsExactlyInAnyOrderElementsOf(
              recording.exchanges().stream().map(Exchange::body).toList());
    }
  }

  private static String next(String link) {
    for (String one : link.split(",", -1)) {
      if (one.contains("rel=\"next\"")) {
        return one.substring(one.indexOf('<') + 1, one.indexOf('>'));
      }
    }
    return "";
  }
}
