package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.notice.NoticeWorkflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@OnRealStack
class SharedGateIT {
  /** What {@link RealStack} gives its host. */
  private static final int HOST_CAP = 3;

  private static final String POOL = "account:usage-it";

  private final Installation installation;
  private final Path gate;
  private final Path wait;
  private final HeldAgents unseen;

  SharedGateIT(Installation installation) throws IOException {
    this.installation = installation;
    gate = installation.path("shared-gate");
    wait =
        Files.writeString(
            installation.path("shared-wait.sh"),
            "while [ ! -e '" + gate + "' ]; do sleep 0.05; done\nsleep 0.3\n");
    unseen = new HeldAgents(installation, "shared");
  }

  /**
   * A project of two repositories whose four issues are all allowed by the project's own cap. Each
   * agent works until the census has seen it.
   */
  private TestProject project(String name) throws Exception {
    TestProject project = TestProject.named(installation, name);
    for (String repository : List.of(name + "-a", name + "-b")) {
      project.repository(repository, "true", "parallel: 2");
      for (int number : List.of(1, 2)) {
        project.issue(
            repository,
            number,
            "",
            "run sh " + wait,
            unseen.hold(HeldAgents.nameOf("local/" + repository + "#" + number)),
            "write f" + number + " <<END",
            "x",
            "END");
      }
    }
    return project.capacity("capacity: {in-flight: 4}").write();
  }

  @Test
  @DisplayName(
      "CAP-3: people are told what starts, what stops and why, and who changed a cap, and nothing"
          + " of another project")
  void notices() throws Exception {
    HeldAgents agents = new HeldAgents(installation, "notices");
    TestProject project =
        TestProject.named(installation, "notices")
            .repository("told", "true")
            .capacity("notify: [{log: {}}]")
            .write();
    Path log = installation.path("state/wavewright/logs/worker.log");
    String task = "Stop\n```scripted\n" + agents.hold("now") + "\nexit 3\n```";
    try (LiveStack stack = new LiveStack(installation)) {
      String started = project.run("task", task).expect(0).out();
      String key = started.substring(0, started.indexOf(' '));
      Await.until("its start is told", () -> told(log, key + " 'Stop' has started on "));
      project
          .run("capacity", "set", "4", "--pool", "project:notices", "--reason", "a test")
          .expect(0);
      Await.until("the cap is told", () -> told(log, "cap of project:notices is 4, was 1 by "));
      agents.finishAll();
      Await.until("its stop is told", () -> told(log, key + " 'Stop' is parked, agent-failed: "));
      project.run("issue", "skip", key, "--yes").expect(0);
      stack.terminate(NoticeWorkflow.id("notices"));
    }
    assertThat(Files.readString(log).lines().filter(line -> line.contains("of notices: ")))
        .extracting(line -> line.substring(line.indexOf("of notices: ")))
        .doesNotHaveDuplicates()
        .noneMatch(line -> line.contains("repository:") && !line.contains("local/told"));
  }

  private static boolean told(Path log, String words) throws IOException {
    return Files.readString(log).contains("of notices: " + words);
  }

  @Test
  @DisplayName(
      "C1: two projects on one machine share one gate: with host cap 3 and eight agents wanted, a"
          + " process census sees three at once and never a fourth")
  void twoProjects() throws Exception {
    String[] issues =
        Stream.of("one-a", "one-b", "two-a", "two-b")
            .flatMap(repository -> Stream.of(1, 2).map(n -> "local/" + repository + "#" + n))
            .toArray(String[]::new);
    List<TestProject> projects = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      TestProject project = project(name);
      // Each project starts its stack as if it were alone, and finds itself in the same one.
      assertThat(
              project.run("up", "--detach", "--json").expect(0).data().path("joined").asBoolean())
          .isTrue();
      projects.add(project);
    }
    try (LiveStack stack = new LiveStack(installation);
        ProcessCensus census =
            new ProcessCensus(installation, Duration.ofMillis(50), unseen::finishIssue)) {
      for (TestProject project : projects) {
        project.run("wave", "start", "--all", "--name", "shared").expect(0);
      }
      int wanted = issues.length;
      Await.until(
          "three agents, and everybody else waiting",
          () ->
              census.mostInAll() >= HOST_CAP && waiting(stack.gate(), issues) == wanted - HOST_CAP);
      int seen = census.samples();
      Await.until("a second of looking", () -> census.samples() >= seen + 15);
      assertThat(census.mostInAll()).as("while five wait").isEqualTo(HOST_CAP);
      assertThat(waiting(stack.gate(), issues)).isEqualTo(wanted - HOST_CAP);

      // From here on a place is given on five times.
      Files.createFile(gate);
      for (String issue : issues) {
        Await.until("the end of " + issue, () -> stack.phase(issue) == Phase.DONE);
      }
      assertThat(census.mostInAll()).as("to the end").isEqualTo(HOST_CAP);
      assertThat(census.most()).as("every issue had its agent").containsKeys(issues);
      assertThat(census.most().values()).as("and only one").containsOnly(1);
    }
  }

  @Test
  @DisplayName(
      "C12: what an agent's own events and a report tell of an account lowers who may start and"
          + " touches nothing that runs; a cap set by Temporal's own command line beats it")
  void usage() throws Exception {
    HeldAgents agents = new HeldAgents(installation, "usage");
    TestProject project =
        TestProject.named(installation, "usage").repository("meter", "true", "parallel: 3");
    for (int number : List.of(1, 2, 3)) {
      project.issue(
          "meter", number, "", agents.hold("now"), "write f" + number + " <<END", "x", "END");
    }
    Path file = project.capacity("capacity: {in-flight: 3}").write().folder();
    file = file.resolve("wavewright.yml");
    Path teller =
        Files.writeString(
            project.folder().resolve("teller.sh"),
            """
            echo '{"type":"rate_limit_event","rate_limit_info":{"status":"allowed_warning",\
            "rateLimitType":"five_hour","unifiedWindows":{"five_hour":{"utilization":0.7}}}}'
            echo told > told
            """);
    // An account of its own: the limit concerns nobody else on this stack.
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "agents: {default: scripted}",
                "agents: {default: metered, metered: {backend: scripted, account: usage-it}, teller:"
                    + " {account: usage-it, command: [sh, "
                    + teller
                    + "]}}\nusage: {commands: [{account: usage-it, command: [printf, "
                    + "'{\"meter\": \"weekly\", \"used\": 10, \"window\": \"7d\"}']}]}"));
    try (LiveStack stack = new LiveStack(installation)) {
      project.run("task", "Tell", "--repo", "local/meter", "--agent", "teller", "--wait").expect(0);
      Await.until("what the agent's own events tell", () -> effective(stack) == 2);
      project.run("wave", "start", "--all", "--name", "metered").expect(0);
      Await.until("two at work and one that waits for the account", () -> twoAndOne(stack));
      Await.until(
          "what the account's command tells",
          () -> {
            String told = project.run("usage", "--account", "usage-it").expect(0).out();
            return told.contains("weekly (7d)") && told.contains("its command: asked: 1 reading");
          });
      assertThat(report(project, "85")).isZero();
      assertThat(twoAndOne(stack)).as("what runs goes on").isTrue();
      CapacityView.PoolView pool = pool(stack);
      assertThat(pool.loweredBy()).isEqualTo("usage monitor");
      assertThat(pool.reason()).contains("five-hour at 85 %");

      agents.finishAll();
      Await.until("two land, one still waits", () -> done(stack) == 2);
      assertThat(stack.waiting("local/meter")).hasSize(1);
      signal(
          stack,
          "capacity/main",
          "steer",
          "{\"action\":\"set\",\"pool\":\"%s\",\"cap\":1,\"by\":\"operator\",\"reason\":\"by hand\"}"
              .formatted(POOL));
      Await.until("the last one lands", () -> done(stack) == 3);
      signal(
          stack,
          "usage/usage-it",
          "report",
          "{\"meter\":\"five-hour\",\"percent\":86,\"source\":\"operator\"}");
      Await.until(
          "the reading is told, and that a person's cap beats it",
          () -> {
            String told = project.run("usage").expect(0).out();
            return told.contains("five-hour at 86 %")
                && told.contains("a person's cap is in force: 1 by operator");
          });
      project.run("capacity", "release", "--pool", POOL).expect(0);
      assertThat(effective(stack)).isZero();
    }
  }

  private static int report(TestProject project, String used) throws Exception {
    return project
        .run(
            "usage",
            "report",
            "--account",
            "usage-it",
            "--meter",
            "five-hour",
            "--used",
            used,
            // A reset that does not come here: no probe comes between, however long this takes.
            "--resets-at",
            Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS).toString(),
            "--json")
        .expect(0)
        .data()
        .at("/accounts/0/inForce")
        .asInt(-1);
  }

  private static int effective(LiveStack stack) {
    return pool(stack).effective();
  }

  private static CapacityView.PoolView pool(LiveStack stack) {
    return stack.gate().pools().stream()
        .filter(pool -> pool.name().value().equals(POOL))
        .findFirst()
        .orElseThrow();
  }

  private static boolean twoAndOne(LiveStack stack) {
    return stack.holding("local/meter", LeaseKind.SESSION).size() == 2
        && stack.gate().waiting().stream()
            .anyMatch(
                waits ->
                    waits.key().value().startsWith("local/meter") && waits.reason().contains(POOL));
  }

  private static long done(LiveStack stack) {
    return Stream.of(1, 2, 3)
        .filter(number -> stack.phase("local/meter#" + number) == Phase.DONE)
        .count();
  }

  /** Signals as an operator does, with the command line that the stack's own server comes from. */
  private void signal(LiveStack stack, String workflow, String name, String json) throws Exception {
    Path temporal = Path.of("/proc/" + stack.pid("temporal").orElseThrow() + "/exe").toRealPath();
    List<String> argv =
        List.of(
            temporal.toString(),
            "workflow",
            "signal",
            "--address",
            stack.record().temporal().address(),
            "--namespace",
            "wavewright",
            "--workflow-id",
            workflow,
            "--name",
            name,
            "--input",
            json);
    installation.execute(installation.path("."), argv).expect(0);
  }

  private static long waiting(CapacityView gate, String[] issues) {
    return gate.waiting().stream()
        .filter(request -> List.of(issues).contains(request.key().value()))
        .count();
  }
}
