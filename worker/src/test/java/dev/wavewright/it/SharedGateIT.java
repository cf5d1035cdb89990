package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@OnRealStack
class SharedGateIT {
  /** What {@link RealStack} gives its host. */
  private static final int HOST_CAP = 3;

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

  private static long waiting(CapacityView gate, String[] issues) {
    return gate.waiting().stream()
        .filter(request -> List.of(issues).contains(request.key().value()))
        .count();
  }
}
