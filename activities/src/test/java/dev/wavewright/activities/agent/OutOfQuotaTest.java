package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.agent.AgentResult.Ending;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents, as real processes, whose account's allowance is used up. */
final class OutOfQuotaTest {
  private static final String CODEX =
      "echo '{\"type\":\"thread.started\",\"thread_id\":\"t\"}'; echo half > work.txt; echo"
          + " '{\"type\":\"turn.failed\",\"error\":{\"message\":\"You'\\''ve hit your usage limit."
          + " Try again at 3:28 PM.\"}}'; exit ";

  @TempDir Path folder;
  private AgentFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new AgentFixture(folder);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    fixture.close();
  }

  private AgentLaunch agent(String begin) {
    return fixture.launch(
        AgentFixture.commandSettings(
            List.of("sh", "-c", begin),
            List.of("sh", "-c", "echo resumed {session} >> work.txt; cat {prompt-file}"),
            List.of()),
        "Add a door.");
  }

  @Test
  @DisplayName(
      "an agent that says that its limit is reached goes on in its own session, in its work")
  void goesOn() throws Exception {
    AgentLaunch launch = agent(CODEX + 1);
    AgentResult out = fixture.run(launch);
    assertThat(out.ending()).as(out.toString()).isEqualTo(Ending.OUT_OF_QUOTA);
    assertThat(out.exitCode()).isEqualTo(1);
    assertThat(out.quota()).isEqualTo(Quota.of(null, null, false, false));
    assertThat(fixture.run(launch)).as("told again after a crash").isEqualTo(out);

    AgentResult end = fixture.run(fixture.next(launch, out.agentSession()));
    assertThat(end.ending()).as(end.toString()).isEqualTo(Ending.FINISHED);
    assertThat(end.quota()).isNull();
    assertThat(end.finalText())
        .startsWith("Your previous run was interrupted before it was finished.")
        .endsWith("Add a door.");
    assertThat(Files.readAllLines(fixture.worktree.resolve("work.txt")))
        .containsExactly("half", "resumed " + fixture.session.value());
    assertThat(fixture.look.resets).isZero();
  }

  @Test
  @DisplayName("an agent that exits well, or is ended, has not ended for want of quota")
  void otherwise() throws Exception {
    assertThat(fixture.run(agent(CODEX + 0)).ending()).isEqualTo(Ending.FINISHED);
  }
}
