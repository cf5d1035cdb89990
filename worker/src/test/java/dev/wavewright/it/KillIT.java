package dev.wavewright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.it.KillRun.Outcome;
import dev.wavewright.it.KillRun.Target;
import dev.wavewright.workflows.model.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three of the eighteen runs of {@code bench/kill}, and the demonstration's, on one stack of their
 * own.
 */
@OnOwnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {
  private final Installation installation;

  KillIT(@TempDir Path root) throws Exception {
    installation = new Installation(root);
  }

  @BeforeAll
  void start() throws Exception {
    installation.sessions(3);
    installation.run(installation.path("."), "up", "--detach").expect(0);
  }

  @AfterAll
  void stop() throws Exception {
    installation.close();
  }

  private KillRun prepared(String name, Target target, Phase phase) throws Exception {
    return new KillRun(installation, name, target, phase, Duration.ZERO);
  }

  @Test
  @DisplayName(
      "R1, R2, R4, R5: agents outlive the kill of their worker, the next worker adopts the same"
          + " processes, and every issue lands once")
  void worker() throws Exception {
    KillRun run = prepared("kw", Target.WORKER, Phase.IMPLEMENTING);
    Outcome outcome = run.run();
    assertThat(outcome.adopted()).as("the same agents before and after").isTrue();
    assertThat(run.recoveries())
        .as("one decision for each of the two running agents, none to start another")
        .hasSize(2)
        .allMatch(decision -> decision.contains("\"choice\":\"ADOPT\""));
  }

  @Test
  @DisplayName("R2, R4, R5: a killed agent is followed by one other, and every issue lands once")
  void agent() throws Exception {
    Outcome outcome = prepared("ka", Target.AGENT, Phase.IMPLEMENTING).run();
    assertThat(outcome.most()).allSatisfy((issue, agents) -> assertThat(agents).isEqualTo(1));
  }

  @Test
  @DisplayName(
      "M7, M11, M13, C4, R4: a server killed while a landing is under way comes back with a higher"
          + " epoch, every issue lands once, and every landed commit passes its check again")
  void temporal() throws Exception {
    Outcome outcome = prepared("kt", Target.TEMPORAL, Phase.MERGING).run();
    assertThat(outcome.most()).allSatisfy((issue, agents) -> assertThat(agents).isEqualTo(1));
  }

  @Test
  @DisplayName(
      "R2, R4, M11, M13: the demonstration lives through the kills of an agent, the worker and"
          + " Temporal while issues are at work, all eight issues land, its audit is clean, nothing"
          + " is left behind, and every landed commit passes its check again")
  void demonstration() throws Exception {
    try (ProcessCensus census = new ProcessCensus(installation)) {
      JsonNode data =
          installation.run(installation.path("."), "demo", "--chaos", "--json").expect(0).data();
      assertThat(data.path("kills"))
          .extracting(kill -> kill.path("target").asText())
          .containsExactly("agent", "worker", "Temporal");
      assertThat(data.path("kills"))
          .allSatisfy(
              kill -> {
                assertThat(
                        ProcessHandle.of(kill.path("pid").asLong())
                            .filter(process -> Outage.runs(process.pid())))
                    .isEmpty();
                assertThat(kill.path("phase").asText())
                    .isIn("preparing", "implementing", "checking", "reviewing", "merging");
                assertThat(kill.path("recovered").isNumber()).as("%s", kill).isTrue();
              });
      assertThat(data.path("unkilled")).isEmpty();
      assertThat(data.path("issues"))
          .hasSize(8)
          .allMatch(issue -> issue.path("phase").asText().equals("done"));
      assertThat(data.path("audit").path("data").path("clean").asBoolean()).isTrue();
      assertThat(census.most()).hasSize(8);
      assertThat(census.most().values()).as("%s", census.twins()).containsOnly(1);
      assertThat(aftermath(data).requireClean()).isEqualTo(8);
    }
  }

  private Aftermath aftermath(JsonNode demonstration) throws IOException {
    String name = demonstration.path("project").asText();
    return new Aftermath(
        installation.path("state/wavewright").resolve(name),
        Path.of(demonstration.path("folder").asText()),
        name,
        List.of("shapes", "catalog", "site"),
        List.of("sh", "check.sh", System.getProperty("java.home")));
  }
}
