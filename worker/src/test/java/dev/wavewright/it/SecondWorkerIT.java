package dev.wavewright.it;

import static dev.wavewright.it.LiveFolder.recoveries;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Phase;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the work of several worker processes when they die. */
@OnOwnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondWorkerIT {
  private static final int CAP = 3;
  private static final int WAITING = 40;

  /**
   * Issues of each repository where both workers are to get some: which one takes an agent is the
   * server's choice, and one of many choices is the other way.
   */
  private static final int CHOICES = 4;

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

  private static boolean lives(Optional<Long> pid) {
    return pid.flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).isPresent();
  }

  private static void kill(long pid) throws Exception {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    Await.until("the death of " + pid, () -> !process.isAlive());
  }

  /** Returns how many issues of the same repository were let go. */
  private static long gone(Set<String> letGo, String issue) {
    String repository = issue.substring(0, issue.indexOf('#') + 1);
    return letGo.stream().filter(other -> other.startsWith(repository)).count();
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
      for (int number = 1; number <= CHOICES; number++) {
        project.issue(
            repository,
            number,
            "",
            "write f" + number + " <<END",
            "x",
            "END",
            agents.hold(HeldAgents.nameOf(key(repository, number))));
      }
    }
    project.write();

    JsonNode added = project.run("worker", "--json").expect(0).data();
    assertThat(added.path("name").asText()).isEqualTo("worker-2");
    try (LiveStack stack = new LiveStack(installation);
        ProcessCensus census = new ProcessCensus(installation)) {
      String first = "worker-" + stack.pid("worker").orElseThrow();
      String second = "worker-" + added.path("pid").asLong();
      project.run("wave", "start", "--all", "--name", "w").expect(0);
      Map<String, String> workers = new TreeMap<>();
      Set<String> letGo = new TreeSet<>();
      Await.until(
          "sessions at both workers",
          () -> {
            workers.clear();
            for (String issue : stack.holding("local/two-", LeaseKind.SESSION)) {
              if (letGo.contains(issue)) {
                continue;
              }
              stack.workerOf(issue).ifPresent(worker -> workers.put(issue, worker));
            }
            boolean both = workers.containsValue(first) && workers.containsValue(second);
            if (workers.size() == repositories.size() && !both) {
              // The server gave all of them to one: let one go, another comes in its place.
              letGo.add(
                  workers.keySet().stream()
                      .min(Comparator.comparingLong(issue -> gone(letGo, issue)))
                      .orElseThrow());
              letGo.forEach(agents::finishIssue);
            }
            return workers.size() == repositories.size() && both;
          });
      Map<String, Long> pids = new TreeMap<>();
      for (String issue : workers.keySet()) {
        Await.until("the agent of " + issue, () -> census.agent(issue).isPresent());
        census.agent(issue).ifPresent(pid -> pids.put(issue, pid));
      }

      kill(added.path("pid").asLong());
      List<String> orphans =
          workers.keySet().stream().filter(issue -> second.equals(workers.get(issue))).toList();
      Await.until(
          "a decision for each agent of the dead worker",
          () -> recoveries(installation, "two").size() >= orphans.size());

      assertThat(recoveries(installation, "two"))
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
          .containsExactlyInAnyOrder(
              IntStream.rangeClosed(1, CHOICES)
                  .mapToObj(number -> key(repository, number))
                  .toArray(String[]::new));
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
    try (LiveStack stack = new LiveStack(installation);
        ProcessCensus census = new ProcessCensus(installation)) {
      Await.until(
          "three at work and forty waiting",
          () ->
              stack.waiting("local/many").size() == WAITING
                  && stack.holding("local/many", LeaseKind.SESSION).size() == CAP);
      List<String> working = stack.holding("local/many", LeaseKind.SESSION);
      Map<String, Long> pids = new TreeMap<>();
      for (String issue : working) {
        Await.until("the agent of " + issue, () -> census.agent(issue).isPresent());
        census.agent(issue).ifPresent(pid -> pids.put(issue, pid));
      }

      for (String part : List.of("worker", "worker-2")) {
        if (stack.pid(part).isPresent()) {
          // Another test may just have killed it.
          Await.until("a life of " + part, () -> lives(stack.pid(part)));
          kill(stack.pid(part).orElseThrow());
        }
      }
      Await.until(
          "a decision for each agent", () -> recoveries(installation, "many").size() >= CAP);
      Await.until(
          "agents followed again",
          () -> working.stream().allMatch(issue -> stack.workerOf(issue).isPresent()));

      assertThat(stack.holding("local/many", LeaseKind.SESSION)).isEqualTo(working);
      assertThat(stack.holding("local/many", LeaseKind.IN_FLIGHT)).isEqualTo(working);
      assertThat(stack.waiting("local/many")).hasSize(WAITING);
      for (String issue : working) {
        assertThat(census.agent(issue)).isEqualTo(Optional.ofNullable(pids.get(issue)));
      }
      assertThat(census.most()).as("nobody else was started").containsOnlyKeys(working);

      project.run("wave", "cancel", "w", "--yes").expect(0);
      Await.until(
          "everything given back",
          () ->
              stack.holding("local/many", LeaseKind.SESSION).isEmpty()
                  && stack.holding("local/many", LeaseKind.IN_FLIGHT).isEmpty()
                  && stack.waiting("local/many").isEmpty());
      assertThat(recoveries(installation, "many"))
          .hasSize(CAP)
          .allMatch(decision -> decision.contains("\"choice\":\"ADOPT\""));
      assertThat(census.twins()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "L2, R2: a host declared lost whose worker never stopped is known again by itself, has ended"
          + " what ran there before its issue gets a new session, and the retry lands")
  void wronglyLost() throws Exception {
    HeldAgents agents = new HeldAgents(installation, "lost");
    TestProject project = TestProject.named(installation, "lost");
    project
        .repository("lost", "true")
        .issue("lost", 1, "", "write lost1 <<END", "x", "END", agents.hold("one"))
        .write();
    String issue = key("lost", 1);
    project.run("wave", "start", "--all", "--name", "w").expect(0);
    try (LiveStack stack = new LiveStack(installation);
        ProcessCensus census = new ProcessCensus(installation)) {
      Await.until("its agent", () -> census.agent(issue).isPresent());
      ProcessHandle first = ProcessHandle.of(census.agent(issue).orElseThrow()).orElseThrow();
      CapacityView.Holding session =
          stack.gate().holding().stream()
              .filter(held -> held.key().value().equals(issue))
              .filter(held -> held.kind() == LeaseKind.SESSION)
              .findFirst()
              .orElseThrow();
      HostId host = Objects.requireNonNull(session.host());

      project.run("worker", "lost", host.value(), "--yes").expect(0);
      Await.until(
          "the host known again",
          () ->
              stack.gate().pools().stream()
                  .anyMatch(pool -> pool.name().equals(host.pool()) && pool.effective() == CAP));
      Await.until("its issue parked", () -> stack.phase(issue) == Phase.PARKED);
      project.run("issue", "retry", issue).expect(0);
      Await.until(
          "a new session",
          () ->
              stack.holding().stream()
                  .filter(held -> held.key().value().equals(issue))
                  .filter(held -> held.kind() == LeaseKind.SESSION)
                  .anyMatch(held -> held.token().compareTo(session.token()) > 0));

      assertThat(first.isAlive()).as("the agent of the lost session").isFalse();
      assertThat(stack.holding())
          .as("what the lost session still held is given back")
          .filteredOn(held -> held.token().equals(session.token()))
          .isEmpty();
      agents.finishAll();
      project.run("wave", "watch", "w", "--quiet").expect(0);
      assertThat(census.twins()).isEmpty();
    }
    assertThat(project.landed("lost")).containsExactly(issue);
    project.run("audit", "w").expect(0);
  }
}
