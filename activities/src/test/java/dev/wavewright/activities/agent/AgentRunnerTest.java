package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.agent.AgentResult.Ending;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real agent processes under one runner. */
final class AgentRunnerTest {
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

  @Test
  @DisplayName("A scripted agent edits, commits, and says what it did")
  void scriptedAgentFinishes() throws Exception {
    AgentResult result =
        fixture.run(
            fixture.scripted(
                """
                say I begin
                write src/hello.txt <<END
                hello
                END
                commit Say hello
                tokens 120
                say Done.
                """));

    assertThat(result.ending()).as(result.toString()).isEqualTo(Ending.FINISHED);
    assertThat(result.exitCode()).isZero();
    assertThat(result.finalText()).isEqualTo("Done.");
    assertThat(result.tokens()).isEqualTo(120);
    assertThat(result.pid()).isPositive();
    assertThat(fixture.git("log", "--format=%s")).startsWith("Say hello");
    assertThat(fixture.alive()).isEmpty();
  }
}
