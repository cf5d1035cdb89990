package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealStack.class)
class WaveIT {
  /** The issues of a wave's status, by key. */
  private record Issues(Map<String, JsonNode> byKey) {
    static Issues of(Installation.Ran ran) {
      Map<String, JsonNode> issues = new TreeMap<>();
      ran.data().path("issues").forEach(issue -> issues.put(issue.path("key").asText(), issue));
      return new Issues(issues);
    }

    JsonNode get(String key) {
      return Objects.requireNonNull(byKey.get(key), key);
    }
  }

  private static Instant time(JsonNode issue, String name) {
    return Instant.parse(issue.path("times").path(name).asText());
  }

  @Test
  @DisplayName(
      "WAVE-9, W2, M8: two repositories run concurrently while one serialises two issues, and a"
          + " dependent starts only after its dependency in the other repository landed")
  void runsOverTwoRepositories(Installation installation) throws Exception {
    TestProject project =
        TestProject.named(installation, "story")
            .repository("lib", "test -s README.md")
            .repository(
                "app",
                "test ! -f uses || grep -q \"$(cat uses)\" \"$(sed -n 's/.*\"path\" : \"\\(.*\\)\".*/\\1/p'"
                    + " \"$WAVEWRIGHT_DEPENDS\")/api\"")
            .issue("lib", 1, "", "sleep 2s", "write api <<END", "greet", "END")
            .issue("lib", 2, "", "sleep 2s", "write second <<END", "two", "END")
            .issue("app", 1, "", "sleep 2s", "write own <<END", "own", "END")
            .issue("app", 2, "local/lib#1", "write uses <<END", "greet", "END")
            .write();

    project.run("wave", "start", "--all", "--name", "one").expect(0);
    project.run("wave", "watch", "one", "--quiet").expect(0);

    Issues issues = Issues.of(project.run("wave", "status", "one", "--json").expect(0));
    assertThat(issues.byKey()).hasSize(4);
    assertThat(issues.byKey().values())
        .allMatch(issue -> issue.path("phase").asText().equals("done"));
    assertThat(project.landed("lib")).containsExactlyInAnyOrder("local/lib#1", "local/lib#2");
    assertThat(project.landed("app")).containsExactlyInAnyOrder("local/app#1", "local/app#2");

    JsonNode first = issues.get("local/lib#1");
    JsonNode second = issues.get("local/lib#2");
    JsonNode other = issues.get("local/app#1");
    JsonNode dependent = issues.get("local/app#2");
    Duration apart = Duration.between(time(first, "started"), time(second, "started")).abs();
    // Each agent sleeps for two seconds while its issue holds the repository's only place.
    assertThat(apart)
        .as("one issue of a repository at a time")
        .isGreaterThan(Duration.ofSeconds(2));
    boolean inOrder = time(first, "started").isBefore(time(second, "started"));
    assertThat(time(other, "started"))
        .as("the other repository did not wait")
        .isBefore(time(inOrder ? first : second, "ended"));
    assertThat(time(dependent, "started")).isAfter(time(first, "started").plusSeconds(2));
  }

  @Test
  @DisplayName("a check that fails goes back to the same session, and the repaired work lands")
  void repairsAFailingCheck(Installation installation) throws Exception {
    TestProject project =
        TestProject.named(installation, "repair")
            .repository("web", "test ! -f page || grep -q good page")
            .issueText(
                "web",
                1,
                """
                ```scripted
                round 1:
                write page <<END
                bad
                END
                round 2:
                write page <<END
                good
                END
                ```
                """)
            .write();
    project.run("wave", "start", "--all", "--name", "repair", "--watch", "--quiet").expect(0);
    Installation.Ran shown = project.run("issue", "show", "local/web#1", "--json").expect(0);
    assertThat(shown.data().path("phase").asText()).isEqualTo("done");
    assertThat(project.git("-C web show agent/main:page")).isEqualTo("good\n");
    assertThat(project.landed("web")).containsExactly("local/web#1");
  }

  @Test
  @DisplayName(
      "an agent that changes nothing is parked with reason, action and evidence, and holds its dependents")
  void parksWhatChangesNothing(Installation installation) throws Exception {
    TestProject project =
        TestProject.named(installation, "parked")
            .repository("idle", "true")
            .issue("idle", 1, "", "say nothing to do")
            .issue("idle", 2, "#1", "write x <<END", "x", "END")
            .write();
    project.run("wave", "start", "--all", "--name", "p", "--watch", "--quiet").expect(1);
    Issues issues = Issues.of(project.run("wave", "status", "p", "--json").expect(0));
    assertThat(issues.get("local/idle#1").path("phase").asText()).isEqualTo("parked");
    assertThat(issues.get("local/idle#1").path("reason").asText())
        .isEqualTo("agent-made-no-change");
    assertThat(issues.get("local/idle#1").path("unblock").asText()).contains("issue retry");
    assertThat(issues.get("local/idle#2").path("phase").asText()).isEqualTo("held");
    project.run("issue", "skip", "local/idle#1").expect(0);
    project.run("wave", "cancel", "p").expect(0);
  }
}
