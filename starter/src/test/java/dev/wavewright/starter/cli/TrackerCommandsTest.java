package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.cli.TestCommandLine.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What commands tell of the issue tracker. */
class TrackerCommandsTest extends OnFakeStack {
  @Test
  @DisplayName("status names the tokens that GitHub told to rest, until when, and no others")
  void restingTokens() throws IOException {
    assertThat(run("status", "--json").data().get("restingTokens")).isEmpty();
    Path notes = Files.createDirectories(folder.resolve(".local/state/wavewright/tokens"));
    rests(notes, "one", "the variable GITHUB_TOKEN", "hourly", "2026-11-21T10:20:30.5Z");
    rests(notes, "two", "the file /etc/token", "secondary", "2026-11-21T10:00:59Z");
    rests(notes, "over", "the variable OLD", "secondary", "2026-11-21T09:59:59Z");
    Files.writeString(notes.resolve("cut.rest"), "{\"source\":");

    Result result = run("status");

    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.output())
        .containsSubsequence(
            "GitHub: the file /etc/token rests until 2026-11-21T10:00:59Z, for reading and for"
                + " writing: GitHub's secondary limit is reached\n",
            "GitHub: the variable GITHUB_TOKEN rests until 2026-11-21T10:20:30Z, for reading and"
                + " for writing: GitHub's hourly limit is reached\n")
        .doesNotContain("OLD");
    JsonNode told = run("status", "--json").data().get("restingTokens");
    assertThat(told.findValuesAsText("source"))
        .containsExactly("the file /etc/token", "the variable GITHUB_TOKEN");
    assertThat(told.get(1).toString())
        .isEqualTo(
            "{\"source\":\"the variable GITHUB_TOKEN\",\"reason\":\"GitHub's hourly limit is"
                + " reached\",\"until\":\"2026-11-21T10:20:30.500Z\"}");
  }

  private static void rests(Path notes, String name, String source, String limit, String until)
      throws IOException {
    Files.writeString(
        notes.resolve(name + ".rest"),
        "{\"source\":\"%s\",\"reason\":\"GitHub's %s limit is reached\",\"until\":\"%s\",\"unnamed\":0}"
            .formatted(source, limit, until));
  }
}
