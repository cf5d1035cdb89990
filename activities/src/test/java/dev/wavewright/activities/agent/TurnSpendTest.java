package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnSpendTest {
  @TempDir Path folder;

  @Test
  @DisplayName(
      "R4: what a run used is the same sum when its output is read again by another worker")
  void readAgain() throws Exception {
    try (AgentFixture fixture = new AgentFixture(folder)) {
      AgentLaunch launch =
          fixture.command(
              "Do it.",
              "sh",
              "-c",
              "echo '{\"type\":\"spend\",\"usd\":0.5,\"input_tokens\":10}'; printf"
                  + " '{\"type\":\"spend\",\"usd\":0.25,\"input_tokens\":5}'");
      AgentResult first = fixture.run(launch);
      Used used = Objects.requireNonNull(first.used());
      assertThat(used.microDollars()).isEqualTo(750_000);
      assertThat(first.tokens()).isEqualTo(15);
      assertThat(fixture.run(launch).used()).as("the result is kept").isEqualTo(used);

      Files.delete(fixture.turn(1).resolve("result.json"));
      AgentResult collected = fixture.run(launch);
      assertThat(collected.used()).as("collected from what it left").isEqualTo(used);
    }
  }

  @Test
  @DisplayName("a run that was stopped has spent what it told before")
  void stopped() throws Exception {
    try (AgentFixture fixture = new AgentFixture(folder)) {
      AgentLaunch launch =
          fixture.command("Do it.", "sh", "-c", "echo '{\"type\":\"spend\",\"usd\":2}'; exit 3");
      AgentResult first = fixture.run(launch);
      assertThat(first.ending()).isEqualTo(AgentResult.Ending.FAILED);
      Files.delete(fixture.turn(1).resolve("result.json"));
      fixture.runner.stop(launch.session(), fixture.sessionFolder, () -> {});
      AgentResult stopped = fixture.run(launch);
      assertThat(stopped.ending()).isEqualTo(AgentResult.Ending.STOPPED);
      assertThat(Objects.requireNonNull(stopped.used()).microDollars()).isEqualTo(2_000_000);
    }
  }
}
