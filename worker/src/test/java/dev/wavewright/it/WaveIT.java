package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.wavewright.workflows.model.LeaseKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@OnRealStack
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
      "WAVE-9, W2, M8, M11, M13: two repositories run concurrently while one serialises two issues,"
          + " a dependent starts only after its dependency in the other repository landed, nothing"
          + " is left behind, and every landed commit passes its check again")
  void runsOverTwoRepositories(Installation installation) throws Exception {
    HeldAgents agents = new HeldAgents(installation, "story");
    TestProject project = TestProject.named(installation, "story");
    Path notes = Files.createDirectories(installation.path("story-notes"));
    // Each agent notes what had landed in lib when it started.
    Path note =
        Files.writeString(
            installation.path("story-note.sh"),
            """
            git -C %1$s log --first-parent --format=%%B agent/main 2>/dev/null |
              sed -n 's/^Wavewright-Issue: //p' >%2$s/"$1.part"
            mv %2$s/"$1.part" %2$s/"$1"
            """
                .formatted(project.repository("lib"), notes));
    String tell = "run sh " + note + " ";
    project
        .repository("lib", "test -s README.md")
        .repository(
            "app",
            "test ! -f uses || grep -q \"$(cat uses)\" \"$(sed -n 's/.*\"path\" : \"\\(.*\\)\".*/\\1/p'"
                + " \"$WAVEWRIGHT_DEPENDS\")/api\"")
        .issue("lib", 1, "", tell + "lib1", agents.hold("all"), "write api <<END", "greet", "END")
        .issue("lib", 2, "", tell + "lib2", agents.hold("all"), "write second <<END", "two", "END")
        .issue("app", 1, "", tell + "app1", agents.hold("all"), "write own <<END", "own", "END")
        .issue("app", 2, "local/lib#1", tell + "app2", "write uses <<END", "greet", "END")
        .write();

    project.run("wave", "start", "--all", "--name", "one").expect(0);
    Await.until(
        "an agent in each repository",
        () ->
            Files.exists(notes.resolve("app1"))
                && (Files.exists(notes.resolve("lib1")) || Files.exists(notes.resolve("lib2"))));
    boolean inOrder = Files.exists(notes.resolve("lib1"));
    String later = inOrder ? "lib2" : "lib1";
    assertThat(notes.resolve(later)).as("one of a repository at a time").doesNotExist();
    assertThat(notes.resolve("app2")).as("a dependent waits").doesNotExist();
    agents.finishAll();
    project.run("wave", "watch", "one", "--quiet").expect(0);

    Issues issues = Issues.of(project.run("wave", "status", "one", "--json").expect(0));
    assertThat(issues.byKey()).hasSize(4);
    assertThat(issues.byKey().values())
        .allMatch(issue -> issue.path("phase").asText().equals("done"));
    assertThat(project.landed("lib")).containsExactlyInAnyOrder("local/lib#1", "local/lib#2");
    assertThat(project.landed("app")).containsExactlyInAnyOrder("local/app#1", "local/app#2");
    assertThat(Files.readAllLines(notes.resolve(later)))
        .as("what had landed when the second of lib started")
        .containsExactly(inOrder ? "local/lib#1" : "local/lib#2");
    assertThat(Files.readAllLines(notes.resolve("app2")))
        .as("what had landed when the dependent started")
        .contains("local/lib#1");

    JsonNode first = issues.get("local/lib#1");
    JsonNode second = issues.get("local/lib#2");
    JsonNode other = issues.get("local/app#1");
    assertThat(time(other, "started"))
        .as("the other repository did not wait")
        .isBefore(time(inOrder ? first : second, "ended"));
    assertThat(time(inOrder ? second : first, "started"))
        .as("one issue of a repository at a time")
        .isAfter(time(inOrder ? first : second, "started"));
    assertThat(time(issues.get("local/app#2"), "started")).isAfter(time(first, "started"));
    assertThat(project.requireCleanAftermath()).isEqualTo(4);
  }

  @Test
  @DisplayName(
      "a wave that has spent its budget starts nothing more until a person raises it, and an issue"
          + " that has spent its own is parked before its next run; what runs goes on")
  void budgetsHold(Installation installation) throws Exception {
    Path told = installation.path("spending-told");
    TestProject project =
        TestProject.named(installation, "spending")
            .repository("till", "while ! test -e " + told + "; do sleep 0.1; done")
            .capacity(
                """
                prices: {scripted: {input: 1, output: 5}}
                limits: {budget-usd: {issue: 5, wave: 2}}""")
            .issue("till", 1, "", "tokens 3000000", "write a <<END", "a", "END")
            .issue("till", 2, "local/till#1", "tokens 6000000", "exit 1")
            .write();
    project.run("wave", "start", "--all", "--name", "w").expect(0);
    // Its check goes on until the gate knows: no landing can be faster.
    Await.until(
        "the pool of the wave is closed",
        () ->
            poolOf(project, "wave:spending/w").path("reason").asText().contains("$3 of $2")
                && poolOf(project, "wave:spending/w").path("effective").asInt(-1) == 0);
    Files.createFile(told);
    Await.until(
        "the next issue waits for the budget",
        () -> project.run("queue").out().contains("by budget: budget of wave w: $3 of $2"));
    assertThat(project.landed("till")).containsExactly("local/till#1");
    assertThat(project.run("budget").expect(0).out()).containsPattern("wave w +.* held");

    project.run("budget", "raise", "--wave", "w", "--usd", "100").expect(0);
    Await.until(
        "the next issue has spent its own budget",
        () -> project.run("issue", "show", "local/till#2").out().contains("spent $6 of $5"));
    assertThat(project.run("issue", "show", "local/till#2").expect(0).out())
        .contains("budget-spent");
    project.run("issue", "skip", "local/till#2", "--yes").expect(0);
    project.run("wave", "watch", "w", "--quiet");
  }

  private static JsonNode poolOf(TestProject project, String name) throws Exception {
    for (JsonNode pool : project.run("capacity", "--json").expect(0).data().path("pools")) {
      if (pool.path("name").asText().equals(name)) {
        return pool;
      }
    }
    return MissingNode.getInstance();
  }

  @Test
  @DisplayName(
      "WAVE-9: cap 1 forces full sequence: no agent starts before all work begun earlier has landed")
  void capOneForcesFullSequence(Installation installation) throws Exception {
    Path log = installation.path("sequence.log");
    Path note = installation.path("note.sh");
    TestProject project =
        TestProject.named(installation, "sequence")
            .repository("seq-a", "true")
            .repository("seq-b", "true")
            .capacity("capacity: {in-flight: 1}");
    Files.writeString(
        note,
        """
        for repository in %s %s; do
          git -C "$repository" log --first-parent --format=%%B agent/main
        done | grep -c '^Wavewright-Issue:' >> %s
        exit 0
        """
            .formatted(project.repository("seq-a"), project.repository("seq-b"), log));
    String tell = "run sh " + note;
    project
        .issue("seq-a", 1, "", tell, "write one <<END", "1", "END")
        .issue("seq-a", 2, "", tell, "write two <<END", "2", "END")
        .issue("seq-b", 1, "", tell, "write own <<END", "3", "END")
        .write();

    project.run("wave", "start", "--all", "--name", "s", "--watch", "--quiet").expect(0);

    assertThat(Files.readAllLines(log))
        .as("what had landed when each agent started")
        .containsExactly("0", "1", "2");
  }

  @Test
  @DisplayName(
      "WAVE-9, M5: with parallel 2 two issues are in the merge queue at once and land one after"
          + " the other")
  void mergeQueueSerialises(Installation installation) throws Exception {
    Path gates = Files.createDirectories(installation.path("landing"));
    // A landing on a branch that somebody moved is checked again, which holds it here.
    TestProject project =
        TestProject.named(installation, "landing")
            .repository(
                "land",
                """
                gate=own
                if [ -f moved ]; then gate=landing; fi
                touch %1$s/"$gate.$$.reached"
                while [ ! -e %1$s/"$gate" ]; do sleep 0.1; done
                """
                    .formatted(gates),
                "parallel: 2")
            .issue("land", 1, "", "write one <<END", "1", "END")
            .issue("land", 2, "", "write two <<END", "2", "END")
            .capacity("capacity: {in-flight: 2}")
            .write();
    project.run("wave", "start", "--all", "--name", "l").expect(0);
    Await.until("both checks", () -> reached(gates, "own") == 2);
    project.commit("land", "agent/main", "moved");
    Files.createFile(gates.resolve("own"));
    try (LiveStack stack = new LiveStack(installation)) {
      Await.until("two in line", () -> stack.merges("local/land").waiting().size() == 1);
      Await.until("the check of a landing", () -> reached(gates, "landing") == 1);
      assertThat(stack.merges("local/land").head()).isNotNull();
      assertThat(stack.merges("local/land").landed()).isEmpty();
      assertThat(stack.holding("local/land", LeaseKind.IN_FLIGHT)).hasSize(2);
    }
    Files.createFile(gates.resolve("landing"));
    project.run("wave", "watch", "l", "--quiet").expect(0);
    assertThat(project.landed("land")).containsExactlyInAnyOrder("local/land#1", "local/land#2");
    assertThat(reached(gates, "landing")).as("each landing is checked on its own tip").isEqualTo(2);
  }

  private static long reached(Path gates, String gate) throws IOException {
    try (Stream<Path> files = Files.list(gates)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(gate + ".") && name.endsWith(".reached"))
          .count();
    }
  }

  @Test
  @DisplayName("WAVE-9, C2: a step-down reduces admission and ends nothing; a step-up restores it")
  void stepDownReducesAdmission(Installation installation) throws Exception {
    HeldAgents agents = new HeldAgents(installation, "steps");
    TestProject project =
        TestProject.named(installation, "steps")
            .repository("step", "true", "parallel: 5")
            .capacity("capacity: {in-flight: 3}");
    for (int number = 1; number <= 5; number++) {
      String file = "f" + number;
      project.issue(
          "step",
          number,
          "",
          "write " + file + " <<END",
          "x",
          "END",
          agents.hold("step#" + number));
    }
    project.write();
    project.run("wave", "start", "--all", "--name", "d").expect(0);
    try (LiveStack stack = new LiveStack(installation)) {
      Await.until(
          "three at work and two waiting",
          () ->
              stack.waiting("local/step").size() == 2
                  && stack.holding("local/step", LeaseKind.IN_FLIGHT).size() == 3);
      List<String> first = stack.holding("local/step", LeaseKind.IN_FLIGHT);

      project.run("capacity", "step-down").expect(0);
      project.run("capacity", "step-down").expect(0);
      assertThat(stack.holding("local/step", LeaseKind.IN_FLIGHT)).isEqualTo(first);

      for (String done : first.subList(0, 2)) {
        agents.finish(done.substring("local/".length()));
      }
      Await.until("one left", () -> stack.holding("local/step", LeaseKind.IN_FLIGHT).size() == 1);
      assertThat(stack.waiting("local/step")).as("nobody was admitted").hasSize(2);

      agents.finish(first.get(2).substring("local/".length()));
      Await.until("one admitted", () -> stack.waiting("local/step").size() == 1);
      assertThat(stack.holding("local/step", LeaseKind.IN_FLIGHT)).hasSize(1);

      project.run("capacity", "step-up").expect(0);
      Await.until(
          "another admitted", () -> stack.holding("local/step", LeaseKind.IN_FLIGHT).size() == 2);
    }
    agents.finishAll();
    project.run("wave", "watch", "d", "--quiet").expect(0);
    // The audit judges every grant by the cap that was in force.
    project.run("audit", "d").expect(0);
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
