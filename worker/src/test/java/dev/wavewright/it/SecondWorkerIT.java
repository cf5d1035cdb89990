package dev.wavewright.it;

import static dev.wavewright.it.RunningStack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.workflows.model.LeaseKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the work of several worker processes when they die. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondWorkerIT {
  private static final int CAP = 3;
  private static final int WAITING = 40;

  private final Installation installation;

  SecondWorkerIT(@TempDir Path root) throws Exception {
    installation = new Installation(root);
  }

  @BeforeAll
  void start() throws Exception {
    installation.sessions(CAP);
    installation.run(installation.path("."), "up", "--detach").expect(0);
  }

  @AfterAll
  void stop() throws Exception {
    installation.close();
  }

  private static String key(String repository, int number) {
    return "local/" + repository + "#" + number;
  }

  private static void kill(long pid) throws Exception {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    await("the death of " + pid, () -> !process.isAlive());
  }

  /** Returns the decisions about agents of earlier workers, as they were recorded before acting. */
  private List<String> decisions(String project) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(installation.path("state/wavewright/" + project), 6)) {
      for (Path file : files.filter(path -> path.endsWith("recovery.jsonl")).sorted().toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> !line.contains("\"choice\":\"START\""))
            .forEach(found::add);
      }
    }
    return found;
  }

  @Test
  @DisplayName(
      "CARD-4: a second worker joins with one command, both run sessions, and when one is killed"
          + " its agents are adopted, every issue lands once, and the audit is clean")
  void secondWorker() throws Exception {
    HeldAgents agents = new HeldAgents(installation, "two");
    TestProject project = TestProject.named(installation, "two");
    List<String> repositories = List.of("two-a", "two-b", "two-c");
    for (String repository : repositories) {
      project.repository(repository, "true");
      for (int number : List.of(1, 2)) {
        String name = repository + number;
        project.issue(
            repository, number, "", "write " + name + " <<END", "x", "END", agents.hold(name));
      }
    }
    project.write();

    JsonNode added = project.run("worker", "--json").expect(0).data();
    assertThat(added.path("name").asText()).isEqualTo("worker-2");
    try (RunningStack stack = new RunningStack(installation);
        ProcessCensus census = new ProcessCensus(installation)) {
      String first = "worker-" + stack.pid("worker").orElseThrow();
      String second = "worker-" + added.path("pid").asLong();
      project.run("wave", "start", "--all", "--name", "w").expect(0);
      Map<String, String> workers = new TreeMap<>();
      await(
          "sessions at both workers",
          () -> {
            workers.clear();
            for (String issue : stack.holding("local/two-", LeaseKind.SESSION)) {
              stack.workerOf(issue).ifPresent(worker -> workers.put(issue, worker));
            }
            if (workers.size() == repositories.size() && !workers.containsValue(second)) {
              // The server gave all of them to one: let one go, another comes.
              String issue = workers.keySet().iterator().next();
              agents.finish(issue.substring("local/".length()).replace("#", ""));
            }
            return workers.containsValue(first) && workers.containsValue(second);
          });
      Map<String, Long> pids = new TreeMap<>();
      for (String issue : workers.keySet()) {
        await("the agent of " + issue, () -> census.agent(issue).isPresent());
        census.agent(issue).ifPresent(pid -> pids.put(issue, pid));
      }

      kill(added.path("pid").asLong());
      List<String> orphans =
          workers.keySet().stream().filter(issue -> second.equals(workers.get(issue))).toList();
      await(
          "a decision for each agent of the dead worker",
          () -> decisions("two").size() >= orphans.size());

      assertThat(decisions("two"))
          .hasSameSizeAs(orphans)
          .allMatch(decision -> decision.contains("\"choice\":\"ADOPT\""));
      for (String issue : orphans) {
        assertThat(stack.workerOf(issue)).get().isNotEqualTo(second);
        assertThat(census.agent(issue)).isEqualTo(Optional.ofNullable(pids.get(issue)));
      }
      agents.finishAll();
      project.run("wave", "watch", "w", "--quiet").expect(0);
      assertThat(census.twins()).isEmpty();
      // One that nothing holds may come and go between two readings.
      assertThat(census.most().keySet()).containsAll(workers.keySet());
    }
    for (String repository : repositories) {
      assertThat(project.landed(repository))
          .containsExactlyInAnyOrder(key(repository, 1), key(repository, 2));
    }
    project.run("audit", "w").expect(0);
  }

  @Test
  @DisplayName(
      "R1, R5: with a cap of three and forty waiting, the death of every worker puts three issues"
          + " in question, and leases are held by the same three before and after")
  void fewAreInQuestion() throws Exception {
    HeldAgents agents = new HeldAgents(installation, "many");
    TestProject project = TestProject.named(installation, "many");
    project.repository("many", "true", "parallel: " + CAP);
    for (int number = 1; number <= CAP + WAITING; number++) {
      project.issue("many", number, "", agents.hold("never"));
    }
    project.capacity("capacity: {in-flight: " + CAP + "}").write();
    project.run("wave", "start", "--all", "--name", "w").expect(0);
    try (RunningStack stack = new RunningStack(installation);
        ProcessCensus census = new ProcessCensus(installation)) {
      await("forty waiting", () -> stack.waiting("local/many").size() == WAITING);
      List<String> working = stack.holding("local/many", LeaseKind.SESSION);
      assertThat(working).hasSize(CAP);
      Map<String, Long> pids = new TreeMap<>();
      for (String issue : working) {
        await("the agent of " + issue, () -> census.agent(issue).isPresent());
        census.agent(issue).ifPresent(pid -> pids.put(issue, pid));
      }

      for (String part : List.of("worker", "worker-2")) {
        Optional<Long> pid = stack.pid(part);
        if (pid.isPresent()) {
          kill(pid.get());
        }
      }
      await("a decision for each agent", () -> decisions("many").size() >= CAP);
      await(
          "agents followed again",
          () -> working.stream().allMatch(issue -> stack.workerOf(issue).isPresent()));

      assertThat(stack.holding("local/many", LeaseKind.SESSION)).isEqualTo(working);
      assertThat(stack.holding("local/many", LeaseKind.IN_FLIGHT)).isEqualTo(working);
      assertThat(stack.waiting("local/many")).hasSize(WAITING);
      for (String issue : working) {
        assertThat(census.agent(issue)).isEqualTo(Optional.ofNullable(pids.get(issue)));
      }

      project.run("wave", "cancel", "w", "--yes").expect(0);
      await(
          "everything given back",
          () ->
              stack.holding("local/many", LeaseKind.SESSION).isEmpty()
                  && stack.holding("local/many", LeaseKind.IN_FLIGHT).isEmpty()
                  && stack.waiting("local/many").isEmpty());
      assertThat(decisions("many"))
          .hasSize(CAP)
          .allMatch(decision -> decision.contains("\"choice\":\"ADOPT\""));
      assertThat(census.twins()).isEmpty();
      assertThat(census.most()).containsOnlyKeys(working);
    }
  }
}
